#include "benchmarks/pure_read.h"

#include <algorithm>
#include <cstdint>
#include <numeric>

#include "ravine/parallel/ordered.h"

namespace ravine {
namespace {

// One line of memory; the compiler splits it where registers are shorter.
using Line = std::uint64_t __attribute__((vector_size(64), aligned(8), may_alias));

constexpr Index kLineBytes = 64;
// A core has more lines on their way when they lie far apart: its prefetcher follows each stream
// for itself, and none beyond a page.
constexpr Index kStreams = 8;
constexpr Index kAhead = 16 * kLineBytes;

std::uint64_t read_streams(const std::byte* from, Index lines) {
  const Index stream = lines / kStreams * kLineBytes;
  Line sums[kStreams] = {};
  for (Index at = 0; at < stream; at += kLineBytes) {
    for (Index s = 0; s < kStreams; ++s) {
      const std::byte* const line = from + s * stream + at;
      __builtin_prefetch(line + kAhead);
      sums[s] += *reinterpret_cast<const Line*>(line);
    }
  }
  for (Index line = lines / kStreams * kStreams; line < lines; ++line) {
    sums[0] += *reinterpret_cast<const Line*>(from + line * kLineBytes);
  }
  for (Index s = 1; s < kStreams; ++s) sums[0] += sums[s];
  std::uint64_t sum = 0;
  for (int l = 0; l < 8; ++l) sum += sums[0][l];
  return sum;
}

std::uint64_t read_chunk(std::span<const std::byte> part) {
  const auto size = static_cast<Index>(part.size());
  std::uint64_t sum = read_streams(part.data(), size / kLineBytes);
  for (Index i = size / kLineBytes * kLineBytes; i < size; ++i) {
    sum += std::to_integer<std::uint64_t>(part[static_cast<std::size_t>(i)]);
  }
  return sum;
}

}  // namespace

double pure_read(const Executor& executor, const std::vector<std::span<const std::byte>>& memory) {
  std::uint64_t sum = 0;
  for (const std::span<const std::byte> part : memory) {
    Chunks chunks = Chunks::of(static_cast<Index>(part.size()), kLineBytes, 64);
    chunks.size = (chunks.size + kLineBytes - 1) / kLineBytes * kLineBytes;
    std::vector<std::uint64_t> sums(static_cast<std::size_t>(chunks.count()));
    executor.run(chunks.count(), [&](Index chunk, int) {
      const Index begin = chunks.begin(chunk);
      sums[static_cast<std::size_t>(chunk)] = read_chunk(part.subspan(
          static_cast<std::size_t>(begin), static_cast<std::size_t>(chunks.end(chunk) - begin)));
    });
    sum = std::accumulate(sums.begin(), sums.end(), sum);
  }
  return static_cast<double>(sum);
}

}  // namespace ravine
