#include "benchmarks/against_limit.h"

#include <vector>

#include "benchmarks/pure_read.h"
#include "benchmarks/timing.h"

namespace ravine {

void measure_against_limit(benchmark::State& state, const Features& features,
                           const Executor& executor, const std::function<void()>& pass) {
  const PureRead pure_read(executor, features.memory());
  const auto read = [&] { benchmark::DoNotOptimize(pure_read()); };
  pass();
  std::vector<double> passes;
  std::vector<double> reads;
  for (auto iteration : state) {
    passes.push_back(seconds_of(pass));
    state.PauseTiming();
    reads.push_back(seconds_of(read));
    state.ResumeTiming();
  }
  const double seconds = median(passes);
  state.counters["median_seconds"] = seconds;
  state.counters["limit_ratio"] = seconds / median(reads);
  state.counters["bytes_per_second"] = static_cast<double>(features.bytes()) / seconds;
  state.counters["samples_per_second"] = static_cast<double>(features.rows()) / seconds;
}

}  // namespace ravine
