#include "benchmarks/core_share.h"

#include <cstdint>
#include <vector>

#include "benchmarks/timing.h"

namespace ravine {
namespace {

constexpr int kRounds = 20'000;

// Assembly, because the compiler would add six at once, and benchmark::DoNotOptimize would keep the
// sum in memory.
inline void increment(std::uint64_t& sum) {
  asm("" : "+r"(sum));
  ++sum;
}

// Six additions a round, each of which waits for the one before.
std::uint64_t add_in_turn() {
  std::uint64_t sum = 0;
  for (int round = 0; round < kRounds; ++round) {
#pragma GCC unroll 6
    for (int i = 0; i < 6; ++i) increment(sum);
  }
  return sum;
}

// As many, none of which waits for another of its round. Written out: GCC keeps an array in memory.
std::uint64_t add_side_by_side() {
  std::uint64_t a = 0;
  std::uint64_t b = 0;
  std::uint64_t c = 0;
  std::uint64_t d = 0;
  std::uint64_t e = 0;
  std::uint64_t f = 0;
  for (int round = 0; round < kRounds; ++round) {
    increment(a);
    increment(b);
    increment(c);
    increment(d);
    increment(e);
    increment(f);
  }
  return a + b + c + d + e + f;
}

}  // namespace

BenchmarkCase core_share(const std::string& binary) {
  return {binary + "/core", [](benchmark::State& state) {
            std::vector<double> ratios;
            for (auto iteration : state) {
              const double waiting = seconds_of([] { benchmark::DoNotOptimize(add_in_turn()); });
              const double free = seconds_of([] { benchmark::DoNotOptimize(add_side_by_side()); });
              ratios.push_back(waiting / free);
            }
            state.counters["additions_at_once"] = median(std::move(ratios));
          }};
}

}  // namespace ravine
