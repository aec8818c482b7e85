// What benchmarks/gradients differentiates: functions of n variables by name.
#pragma once

#include <memory>
#include <string>

#include "ravine/objective.h"

namespace ravine {

/// Chained Rosenbrock as a user writes it, one point at a time and no more said about it.
constexpr auto chained_rosenbrock = [](const auto& x) {
  double f = 0.0;
  for (Eigen::Index i = 0; i + 1 < x.size(); ++i) {
    const double valley = x[i + 1] - x[i] * x[i];
    const double rest = 1.0 - x[i];
    f += 100.0 * valley * valley + rest * rest;
  }
  return f;
};

/// A function, the point to take its gradient at, and the exact gradient there.
struct Differentiated {
  std::shared_ptr<const Objective> objective;
  VectorXd x;
  VectorXd exact;
};

/// The function of this name. "rosenbrock_opaque" is the one above. "busy_100ns", "busy_1us",
/// "busy_10us" and "busy_1ms" are sums of squares whose value takes this time. Any other name is a
/// problem of the catalogue that has a dimension: "rosenbrock", "levy:additive_noise=1e-6". With
/// "_batched" behind its name, a problem offers only values, one or many at once. Throws
/// std::invalid_argument.
Differentiated make_differentiated(const std::string& name, Index n);

}  // namespace ravine
