// The limit of every reduction: reading the bytes and doing nothing with them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "ravine/executor.h"
#include "ravine/objective.h"

namespace ravine {

/// The fastest read of `memory` (8-byte numbers of any meaning) that was found, spread over
/// `executor` like the rows of a reduction.
class PureRead {
 public:
  /// Reads the memory in a few ways and keeps the fastest. Machines differ in how many streams
  /// their prefetchers follow, and in whether software prefetches help.
  PureRead(const Executor& executor, std::vector<std::span<const std::byte>> memory);

  /// Reads all of it once; a sum that depends on every byte.
  double operator()() const;

 private:
  /// The sum of a run of lines.
  using ReadLines = std::uint64_t (*)(const std::byte* from, Index lines);

  double read(ReadLines lines) const;

  const Executor& executor_;
  std::vector<std::span<const std::byte>> memory_;
  ReadLines fastest_;
};

}  // namespace ravine
