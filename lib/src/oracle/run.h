// The state of one run, which the two oracles share: what is spent, the best and the last iterate,
// what is recorded, and the mini-batches of a sum.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "gradient/cached_capability.h"
#include "gradient/gradient_source.h"
#include "gradient/kept_estimates.h"
#include "oracle/batches.h"
#include "oracle/iterates.h"
#include "oracle/recorder.h"
#include "oracle/settling.h"
#include "oracle/spending.h"
#include "oracle/term_table.h"
#include "oracle/trials.h"
#include "ravine/oracle.h"

namespace ravine {

/// An evaluation at the start, made before the run to see whether there is a gradient.
struct FirstLook {
  VectorXd x;
  double value;
  VectorXd gradient;  ///< empty where the objective has none
  Clock clock;        ///< what it took
};

struct Oracle::Run {
  Run(const Objective& objective, GradientSource* gradients, const Executor& executor,
      Options options, Index batch_size, const FirstLook* first);

  void finish(Status status, std::string message);
  /// False where x is not finite, which ends the run: nothing is evaluated there.
  bool reach(const VectorXd& x);
  /// False where the run is over, as it is where the budget does not reach `cost`. A run that ends
  /// so before its first evaluation still evaluates f(x): the least that a run returns.
  bool afford(GradientCost cost, const VectorXd& x);
  /// Looks at an evaluation; false where the run is over.
  bool see(const VectorXd& x, double f);
  /// The same of a value with its gradient, and of the probes that made it.
  bool see(const VectorXd& x, double f, const VectorXd& gradient, const Probes& probes);
  /// The same of probes alone.
  bool see_probes(const VectorXd& x, const Probes& probes);
  /// What the first look saw, once, where x is the point that it looked at.
  std::optional<FirstLook> take_first(const VectorXd& x);
  bool accept(const VectorXd& x, double f, double gradient_norm);
  /// The same for a point that is no step of the method's.
  bool accept_aside(const VectorXd& x, double f, double gradient_norm);
  /// The gradient's norm; infinite where it overflows or is not a number.
  static double norm_of(const VectorXd& gradient);
  void end_non_finite(double f);
  /// The gradient's norm at which a run has converged: the tolerance, or where the values'
  /// round-off hides smaller ones, what it hides.
  double flat() const;
  /// Ends the run at an iterate whose gradient is within the tolerance: converged where that is the
  /// point that the run returns.
  void end_flat(double f, double gradient_norm);
  /// The value at x, the next point of the announced ones.
  bool next_trial(const VectorXd& x, double& f);
  double value(const VectorXd& x) { return value_on(parallel, executor, objective, x); }

  /// A step that is likely neither to end the run nor to be recorded. It makes few comparisons,
  /// because a function may take only some nanoseconds.
  bool ordinary_step(const VectorXd& x, VectorXd& gradient);
  void expect_ordinary_steps();

  /// Takes x as an iterate and draws its mini-batch; false where the run is over.
  bool next_batch(const VectorXd& x, GradientCost cost);
  /// Counts a mini-batch's value and gradient; one that is not finite ends the run.
  bool count_batch(double f, const VectorXd& gradient, const Probes& probes, Index evaluations = 1);
  /// The gradient of the drawn mini-batch at x.
  bool evaluate_batch(const VectorXd& x, VectorXd& gradient);
  /// The whole value at x. It is taken outside clock and budget and counted in its own column,
  /// because a mini-batch value is no value of f.
  bool monitor(const VectorXd& x);
  GradientCost step_cost_of(Index evaluations) const {
    return {evaluations * step_cost.values, evaluations * step_cost.gradients};
  }

  const Objective& objective;
  GradientSource* gradients;
  const Executor& executor;
  Options options;
  Index dimension;
  const FiniteSum* sum;
  const ParallelEvaluation* parallel;
  const HessianProducts* hessian = nullptr;
  GradientCost step_cost;         // of a value with its gradient, where nothing is kept from others
  KeptEstimates* kept = nullptr;  // the source's, where it has some
  std::optional<FirstLook> first;

  Spending spending;
  Iterates iterates;
  Settling settling{options.value_tolerance};
  Recorder recorder;
  Trials trials;
  Index steps = 0;
  Index monitor_evals = 0;
  double gradient_rounding = 0.0;  // of the last gradient's norm, where it is made of differences
  Index monitored = -1;            // the values that were spent when a whole value was last taken
  bool over = false;
  Reason reason{Status::kStalled, ""};

  std::optional<Batches> batches;
  std::unique_ptr<BatchObjective> batch;
  std::optional<TermTable> table;
  SumOracle samples{*this};

  bool own_gradient = false;  // the objective's own, on the calling thread
  bool quick = false;         // a step may be an ordinary one
  Index ordinary_until = 0;   // the next step may be an ordinary one below so many values
  double small_square;        // a squared gradient norm at or below this is looked at closely
};

}  // namespace ravine
