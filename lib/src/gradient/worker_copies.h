// A workspace for each worker: nothing is allocated from one gradient to the next, and no two
// workers write to one cache line.
#pragma once

#include <algorithm>
#include <new>
#include <vector>

#include "parallel/ordered.h"
#include "ravine/executor.h"
#include "ravine/objective.h"

namespace ravine {

/// Doubles on a cache line.
constexpr Index kLine = 8;

/// Chunks of n results, one double each, 32 for each thread: few enough that to hand one out costs
/// little, and enough that the last one to end keeps nobody waiting for long. Where a chunk is long
/// it is whole cache lines. The cut changes no bits, since each result's arithmetic is its own.
inline Chunks result_chunks(Index n, int threads) {
  const Index size = Chunks::of(n, 1, 32 * static_cast<Index>(threads)).size;
  return {n, size < kLine ? size : (size + kLine - 1) / kLine * kLine};
}

/// One `Copy` a worker, filled by the worker that uses it when it first does so in a gradient: each
/// thread's memory is its own from the first touch. Eigen starts every buffer on a line of its own.
template <class Copy>
class WorkerCopies {
 public:
  /// Forgets what the copies hold, not their memory.
  void begin(const Executor& executor) {
    slots_.resize(static_cast<std::size_t>(executor.threads()));
    for (Slot& slot : slots_) slot.filled = false;
  }

  /// Calls `use(copy)`, which leaves the copy as it found it. Where `use` throws, it did not, and
  /// the worker fills it anew.
  template <class Fill, class Use>
  void with(int worker, const Fill& fill, const Use& use) {
    Slot& slot = slots_[static_cast<std::size_t>(worker)];
    if (!slot.filled) fill(slot.copy);
    slot.filled = false;
    use(slot.copy);
    slot.filled = true;
  }

 private:
  struct alignas(64) Slot {
    Copy copy;
    bool filled = false;
  };
  std::vector<Slot> slots_;
};

}  // namespace ravine
