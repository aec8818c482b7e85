// What is minimised: a function of n real parameters, and nothing else.
#pragma once

#include <Eigen/Core>

#include "ravine/export.h"

namespace ravine {

using Eigen::Index;
using Eigen::VectorXd;

/// A function f: R^n -> R. It counts nothing and keeps no state between calls: every member is
/// const and may be called from several threads at once. What else a function can do is a
/// capability (ravine/capability.h).
class RAVINE_EXPORT Objective {
 public:
  virtual ~Objective() = default;

  /// n, at least 1.
  virtual Index dimension() const = 0;

  /// f(x); `x` has `dimension()` entries. May return NaN or infinity.
  virtual double value(const VectorXd& x) const = 0;

  /// f(x), and its gradient (or a subgradient where f has a kink) written to `gradient`, which is
  /// resized to `dimension()`. A function without a gradient does not override this: it gets the
  /// value, and an empty `gradient`.
  virtual double value_and_gradient(const VectorXd& x, VectorXd& gradient) const {
    gradient.resize(0);
    return value(x);
  }
};

/// True where f has a gradient. Evaluates f at x.
RAVINE_EXPORT bool has_gradient(const Objective& f, const VectorXd& x);

/// Throws std::invalid_argument where a gradient, which an objective is free to resize, has not n
/// entries.
RAVINE_EXPORT void expect_size(const VectorXd& gradient, Index n);

}  // namespace ravine
