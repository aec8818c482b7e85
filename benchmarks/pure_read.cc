#include "benchmarks/pure_read.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

#include "benchmarks/timing.h"
#include "core/cache_line.h"
#include "parallel/ordered.h"

namespace ravine {
namespace {

// One line of memory; the compiler splits it where registers are shorter.
using Line = std::uint64_t __attribute__((vector_size(64), aligned(8), may_alias));

constexpr Index kLine = kLineBytes;
constexpr int kTries = 2;  // of each way

// Several streams keep more lines in flight than one, because the prefetcher of a core follows each
// stream by itself. It follows none beyond a page.
template <Index kStreams, Index kLinesAhead>
std::uint64_t read_streams(const std::byte* from, Index lines) {
  const Index stream = lines / kStreams * kLine;
  Line sums[kStreams] = {};
  for (Index at = 0; at < stream; at += kLine) {
#pragma GCC unroll 16
    for (Index s = 0; s < kStreams; ++s) {
      const std::byte* const line = from + s * stream + at;
      if constexpr (kLinesAhead > 0) __builtin_prefetch(line + kLinesAhead * kLine);
      sums[s] += *reinterpret_cast<const Line*>(line);
    }
  }
  for (Index line = lines / kStreams * kStreams; line < lines; ++line) {
    sums[0] += *reinterpret_cast<const Line*>(from + line * kLine);
  }
  for (Index s = 1; s < kStreams; ++s) sums[0] += sums[s];
  std::uint64_t sum = 0;
  for (int l = 0; l < 8; ++l) sum += sums[0][l];
  return sum;
}

}  // namespace

PureRead::PureRead(const Executor& executor, std::vector<std::span<const std::byte>> memory)
    : executor_(executor), memory_(std::move(memory)), fastest_(read_streams<8, 16>) {
  double least = std::numeric_limits<double>::infinity();
  for (int i = 0; i < kTries; ++i) {
    for (const ReadLines way : {read_streams<16, 32>, read_streams<16, 0>, read_streams<8, 16>,
                                read_streams<8, 0>, read_streams<4, 16>, read_streams<4, 0>}) {
      const double seconds = seconds_of([&] { benchmark::DoNotOptimize(read(way)); });
      if (seconds >= least) continue;
      least = seconds;
      fastest_ = way;
    }
  }
}

double PureRead::operator()() const { return read(fastest_); }

double PureRead::read(ReadLines lines) const {
  std::uint64_t sum = 0;
  for (const std::span<const std::byte> part : memory_) {
    Chunks chunks = Chunks::of(static_cast<Index>(part.size()), kLine, 64);
    chunks.size = (chunks.size + kLine - 1) / kLine * kLineBytes;
    std::vector<std::uint64_t> sums(static_cast<std::size_t>(chunks.count()));
    executor_.run(chunks.count(), [&](Index chunk, int) {
      const std::byte* const begin = part.data() + chunks.begin(chunk);
      const Index size = chunks.end(chunk) - chunks.begin(chunk);
      std::uint64_t& chunk_sum = sums[static_cast<std::size_t>(chunk)];
      chunk_sum = lines(begin, size / kLine);
      for (Index i = size / kLine * kLineBytes; i < size; ++i) {
        chunk_sum += std::to_integer<std::uint64_t>(begin[i]);
      }
    });
    sum = std::accumulate(sums.begin(), sums.end(), sum);
  }
  return static_cast<double>(sum);
}

}  // namespace ravine
