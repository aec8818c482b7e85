// Values of f at points that differ from x in one coordinate each: what every finite difference is
// made of. Taken in parallel, many points at once where the objective offers that, and from the
// terms that the coordinate touches where it declares them.
#pragma once

#include <Eigen/Core>
#include <vector>

#include "gradient/cached_capability.h"
#include "gradient/gradient_source.h"
#include "gradient/worker_copies.h"
#include "ravine/executor.h"
#include "ravine/objective.h"

namespace ravine {

using Eigen::MatrixXd;

/// Set `at`, `evaluate`, read `values`. Keeps its memory from call to call.
///
/// Where the objective is partially separable, a value is the sum of the terms that the coordinate
/// touches. Differences between values of one coordinate are then those of f, with less round-off.
/// The values themselves mean nothing. Each still counts as one evaluation, since what is counted
/// is what f was asked for; the saving shows in time.
class CoordinateSamples {
 public:
  /// `cost` as in crossover.h.
  explicit CoordinateSamples(double cost) : cost_(cost) {}

  MatrixXd at;        ///< at(k, i): the k-th position of coordinate i
  MatrixXd values;    ///< values(k, i): f there, of at's shape
  double base = 0.0;  ///< f(x), where it was asked for

  /// With `base_too`, f(x) is evaluated beside the samples, to `base`.
  void evaluate(const Objective& objective, const Executor& executor, const VectorXd& x,
                bool base_too = false);

  /// True where the values are sums over touched terms.
  bool touches_terms(const Objective& objective) { return touched_.of(objective) != nullptr; }

  /// Adds what was seen at the first `counted` positions of each coordinate to `probes`: those that
  /// are evaluations. The sums over touched terms are no values of f, so that none of them is ever
  /// the best point of a run.
  void tell(const Objective& objective, Index counted, Probes& probes);

 private:
  struct PointBatch {
    Points points;
    VectorXd values;
  };

  void evaluate_touched(const Objective& objective, const TouchedTerms& sum,
                        const Executor& executor, const VectorXd& x);
  void evaluate_batched(const Objective& objective, const ManyPoints& many,
                        const Executor& executor, const VectorXd& x);
  /// Evaluates one sample, the base at x behind the last one, at `point`, which is x before and
  /// after.
  template <class Value>
  void evaluate_sample(Index sample, VectorXd& point, const Value& value);
  void evaluate_batch(const ManyPoints& many, const VectorXd& x, Index first, PointBatch& batch);
  void evaluate_each(const Objective& objective, const Executor& executor, const VectorXd& x);
  /// False where the executor has no ranks.
  bool evaluate_on_ranks(const Objective& objective, const Executor& executor, const VectorXd& x);
  void evaluate_spread(const ParallelEvaluation& parallel, const Executor& executor,
                       const VectorXd& x);
  template <class Use>
  void with_point(int worker, const VectorXd& x, const Use& use) {
    points_.with(
        worker, [&](VectorXd& point) { point = x; }, use);
  }

  double cost_;
  Index count_ = 0;  // samples, and the base where it is asked for
  TaperedChunks chunks_;
  CachedCapability<TouchedTerms> touched_;
  CachedCapability<ManyPoints> many_;
  CachedCapability<ParallelEvaluation> parallel_;
  WorkerCopies<VectorXd> points_;
  WorkerCopies<PointBatch> batches_;
  std::vector<double> on_ranks_;
};

}  // namespace ravine
