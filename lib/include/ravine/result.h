// What a run gives back.
#pragma once

#include <Eigen/Core>
#include <limits>
#include <string>
#include <vector>

#include "ravine/rounds.h"
#include "ravine/status.h"

namespace ravine {

/// What a method carries from step to step, an entry a coordinate; empty where it has no such
/// thing.
struct Memory {
  Eigen::VectorXd momentum;  ///< the sum or mean of gradients against which the method moves
  Eigen::VectorXd scale;     ///< what divides it
};

/// One recorded moment of a run. The counts, never mixed, are those of `Result`.
struct TracePoint {
  Eigen::Index f_evals = 0;
  Eigen::Index g_evals = 0;
  double epochs = 0.0;
  double seconds = 0.0;
  double value = 0.0;                ///< at the iterate
  double best = 0.0;                 ///< the smallest finite value so far
  Eigen::VectorXd x;                 ///< the iterate, kept for 2-D problems only
  Memory memory = {};                ///< after the step from there, kept for 2-D problems only
  std::vector<double> figures = {};  ///< `Options::recorded` at the iterate
  Rounds rounds = {};
};

/// The outcome of `minimize`. `x` and `value` are a pair: the best finite evaluation of the run.
struct Result {
  Eigen::VectorXd x;
  double value = std::numeric_limits<double>::quiet_NaN();  ///< NaN when nothing finite was seen
  Eigen::VectorXd last_x;  ///< the last iterate; `x` is it, or a better point that was only tried
  double last_value = std::numeric_limits<double>::quiet_NaN();     ///< at `last_x`
  double gradient_norm = std::numeric_limits<double>::quiet_NaN();  ///< at `last_x`; NaN: unknown
  Status status = Status::kStalled;
  std::string message;                ///< one sentence on why the run ended
  Eigen::Index f_evals = 0;           ///< values computed, finite-difference probes included
  Eigen::Index g_evals = 0;           ///< analytic gradients and Hessian products computed
  Rounds rounds;                      ///< what the evaluations take on P processors
  double epochs = 0.0;                ///< samples touched over samples held, for a finite sum
  double seconds = 0.0;               ///< wall time, without recording
  double cpu_seconds = 0.0;           ///< process CPU time over the same spans
  Eigen::Index steps = 0;             ///< iterates that the method took
  Eigen::Index non_finite_evals = 0;  ///< values or gradients that were NaN or infinite
  Eigen::Index monitor_evals = 0;  ///< whole values taken only to record a stochastic run, outside
                                   ///< the clock and the budget
  std::vector<TracePoint> trace;   ///< at most 1,000 points, first and last kept
};

}  // namespace ravine
