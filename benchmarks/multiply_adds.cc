#include "benchmarks/multiply_adds.h"

#include <benchmark/benchmark.h>

#include "kernel/lanes.h"

namespace ravine {
namespace {

// More than any core has on their way at once, and few enough for sixteen registers.
constexpr int kChains = 12;
constexpr Eigen::Index kTasks = 64;

// All go to a fixed point of 1, from beginnings that differ: the compiler would else do one for
// all.
void run_chains(Eigen::Index rounds) {
  Lanes chains[kChains];
  for (int c = 0; c < kChains; ++c) chains[c] = broadcast(static_cast<double>(c));
  const Lanes half = broadcast(0.5);
  for (Eigen::Index round = 0; round < rounds; ++round) {
#pragma GCC unroll 12
    for (Lanes& chain : chains) chain = fma(chain, half, half);
  }
  for (Lanes& chain : chains) benchmark::DoNotOptimize(chain);
}

}  // namespace

void multiply_and_add(const Executor& executor, double flops) {
  const auto rounds = static_cast<Eigen::Index>(flops / (2.0 * kLanes * kChains * kTasks));
  executor.run(kTasks, [rounds](Eigen::Index, int) { run_chains(rounds); });
}

}  // namespace ravine
