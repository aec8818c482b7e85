// Serial or parallel, decided from counts that the caller keeps and never by a clock inside a run.
#pragma once

#include "ravine/executor.h"
#include "ravine/objective.h"
#include "ravine/spec.h"

namespace ravine {

/// A gradient of less work than this is computed by the calling thread, because it costs a few
/// microseconds to wake a second one and wait for it. The table of `benchmarks/gradients` shows
/// where they cross.
constexpr double kWorthWaking = 20e3;  // nanoseconds

/// `executor`, or the serial one where `evaluations` of `cost` nanoseconds each are too little work
/// to share. A cost of 0 is an unknown one. No bits depend on the choice.
inline const Executor& worth_waking(const Executor& executor, Index evaluations, double cost) {
  const bool little = cost > 0.0 && static_cast<double>(evaluations) * cost < kWorthWaking;
  return little ? serial_executor() : executor;
}

/// The parameter that says it, of every gradient source that runs in parallel.
inline Parameter cost_parameter() {
  return {.name = "cost",
          .default_value = "0",
          .summary =
              "nanoseconds an evaluation, as seconds / f_evals of an earlier run; little "
              "work is then not shared; 0: unknown",
          .low = 0.0};
}

}  // namespace ravine
