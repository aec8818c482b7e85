// A pass over data, timed beside the pure read of the same bytes.
#pragma once

#include <benchmark/benchmark.h>

#include <functional>

#include "ravine/executor.h"
#include "ravine/features.h"

namespace ravine {

/// Runs `pass` once an iteration. Between two of them, and out of the case's time, the bytes are
/// read with nothing done to them, so that the machine's mood is the same for both. Counters, all
/// of medians: `median_seconds`, `bytes_per_second`, `samples_per_second`, and `limit_ratio`, the
/// pass's time over the read's.
void measure_against_limit(benchmark::State& state, const Features& features,
                           const Executor& executor, const std::function<void()>& pass);

}  // namespace ravine
