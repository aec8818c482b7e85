// The points of a run that matter: the best one, and the first and last iterates.
#pragma once

#include <cmath>
#include <limits>

#include "core/short_vectors.h"
#include "gradient/gradient_source.h"
#include "ravine/objective.h"

namespace ravine {

/// Keeps the best finite evaluation and the last iterate, and sees a target reached and values that
/// diverge.
class Iterates {
 public:
  Iterates(Index dimension, double target);

  /// Looks at an evaluation. True where it reaches the target.
  bool see(const VectorXd& x, double f);
  /// Looks at the probes of a difference at x. True where one of them reaches the target.
  bool see(const VectorXd& x, const Probes& probes);
  /// Counts evaluations that were not finite.
  void see_non_finite(Index count) { non_finite_ += count; }

  /// Takes x as the next iterate. `f` is finite.
  void take(const VectorXd& x, double f, double gradient_norm);

  /// True where an evaluation of value f can neither reach the target nor have diverged: an
  /// ordinary one. NaN is not ordinary.
  bool ordinary(double f) const { return f > lowest_ordinary_ && f <= ceiling_; }
  /// `see` and `take` in one, for an ordinary value; the gradient's norm is given by its square.
  void take_ordinary(const VectorXd& x, double f, double gradient_square) {
    if (f < best_value_) {
      best_value_ = f;
      copy_entries(x, best_x_);
      last_is_best_ = true;
    } else {
      copy_entries(x, last_x_);
      last_is_best_ = false;
    }
    last_value_ = f;
    gradient_square_ = gradient_square;
  }

  Index non_finite() const { return non_finite_; }

  /// Takes the last iterate for the best point where their values differ by no more than rounding
  /// and the gradient at the last iterate, times the way between both, explain: as on a convex
  /// function they do. A probe as well, since a difference does not see what lies between its
  /// probes.
  void prefer_last();
  /// Infinity where nothing finite was seen; the point is NaN then.
  double best_value() const { return best_value_; }
  const VectorXd& best_x() const { return best_x_; }
  /// The last iterate; NaN before the first.
  double last_value() const { return last_value_; }
  const VectorXd& last_x() const { return last_is_best_ ? best_x_ : last_x_; }
  double gradient_norm() const {
    return std::isnan(gradient_square_) ? gradient_norm_ : std::sqrt(gradient_square_);
  }
  double first_value() const { return first_value_; }
  /// False before the first iterate.
  bool started() const { return !std::isnan(first_value_); }

  /// True where the last iterate's value is beyond any line search's recovery.
  bool diverged() const { return last_value_ > ceiling_; }
  /// True where a value is so low that the function has no lower bound.
  bool fell_without_bound() const { return best_value_ < kBottom; }
  /// True where the values grew from the first iterate to the last. It tells a step that was too
  /// long from a hole in the function, when a value is not finite.
  bool grew() const { return last_value_ > first_value_; }

 private:
  static constexpr double kBottom = -1e290;  // no value of use is below it

  double target_;
  double lowest_ordinary_;
  double best_value_ = std::numeric_limits<double>::infinity();
  VectorXd best_x_;
  double last_value_ = std::numeric_limits<double>::quiet_NaN();
  VectorXd last_x_;
  bool best_is_probe_ = false;  // of a difference
  bool last_is_best_ = false;   // best_x_ holds the last iterate, and last_x_ an old one
  double gradient_norm_ = std::numeric_limits<double>::quiet_NaN();
  double gradient_square_ = std::numeric_limits<double>::quiet_NaN();  // in its place, if a number
  double first_value_ = std::numeric_limits<double>::quiet_NaN();
  double ceiling_ = -std::numeric_limits<double>::infinity();
  Index non_finite_ = 0;
};

}  // namespace ravine
