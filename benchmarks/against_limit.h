// A pass over data, timed beside the pure read of the same bytes.
#pragma once

#include <benchmark/benchmark.h>

#include <functional>

#include "ravine/executor.h"
#include "ravine/features.h"

namespace ravine {

/// Runs `pass` once an iteration. Between two of them, outside the case's time, the bytes are only
/// read. Both figures then come from the same minutes of the machine. Counters, all of medians:
/// `median_seconds`, `bytes_per_second`, `samples_per_second`, and `limit_ratio`, the pass's time
/// over the read's.
void measure_against_limit(benchmark::State& state, const Features& features,
                           const Executor& executor, const std::function<void()>& pass);

}  // namespace ravine
