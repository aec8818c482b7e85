// Trials that a method has announced: evaluated together, and taken one by one.
#pragma once

#include <exception>
#include <span>
#include <vector>

#include "gradient/cached_capability.h"
#include "ravine/executor.h"
#include "ravine/objective.h"

namespace ravine {

/// A batch of points whose values do not wait for each other. They are evaluated in portions, so
/// that a run which ends within the batch has evaluated little in vain. The size of a portion
/// depends on the threads; no value and no count does.
class Trials {
 public:
  /// The points are kept by reference. Throws std::logic_error where the last batch is not taken.
  void announce(std::span<const VectorXd> points);

  /// True where points are left to take.
  bool pending() const { return taken_ < points_.size(); }
  /// True where the next point is not evaluated yet.
  bool unevaluated() const { return taken_ == evaluated_; }
  /// So many values of the batch were counted.
  Index counted() const { return counted_; }

  /// Evaluates the next portion: at most `most` points, and none from one on that is not finite. At
  /// least one point. With `promptly`, no more than there are threads.
  void evaluate(const Objective& objective, const ParallelEvaluation* parallel,
                const Executor& executor, Index most, bool promptly);

  /// The value at x, which has to be the next point, or throws std::logic_error. Throws what the
  /// objective threw there.
  double take(const VectorXd& x);
  /// Passes over x, whose value is known, where it is the next point.
  void pass(const VectorXd& x);

 private:
  std::span<const VectorXd> points_;
  std::size_t taken_ = 0;
  std::size_t evaluated_ = 0;
  Index counted_ = 0;
  std::vector<double> values_;
  std::vector<std::exception_ptr> thrown_;
};

}  // namespace ravine
