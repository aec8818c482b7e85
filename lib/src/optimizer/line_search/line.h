// A function along a line, phi(t) = f(x + t d), as the line searches see it.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "ravine/oracle.h"

namespace ravine {

/// A point of phi.
struct LinePoint {
  double t = 0.0;
  double f = 0.0;
};

/// A point of phi with its slope.
struct SlopePoint {
  double t = 0.0;
  double f = 0.0;
  double slope = 0.0;
};

/// phi(t): writes the value, which may be non-finite; false once the run is over.
using LineValue = std::function<bool(double t, double& f)>;

/// phi(t) and phi'(t), either of which may be non-finite; false once the run is over.
using LineSlope = std::function<bool(double t, double& f, double& slope)>;

/// How a search that asks for slopes ends.
enum class LineEnd {
  kFound,   ///< the last point that phi saw is what was searched for
  kFailed,  ///< no such point within the trials or in floating point
  kOver,    ///< the run is over
};

/// phi of an oracle's objective. Each call is a trial; the last one's point and, of a call with a
/// slope, its gradient are kept. Passed to a search as `std::ref(ray)`.
struct Ray {
  Oracle& oracle;
  const VectorXd& origin;     ///< x, read anew at each call
  const VectorXd& direction;  ///< d, likewise
  VectorXd point = {};
  VectorXd gradient = {};
  SlopePoint base = {};                ///< phi at t = 0
  std::vector<LinePoint> trials = {};  ///< since `start`

  /// Begins a line, at the origin's value and gradient.
  const SlopePoint& start(double f, const VectorXd& at_origin) {
    trials.clear();
    base = {0.0, f, at_origin.dot(direction)};
    return base;
  }

  bool operator()(double t, double& f) {
    point = origin + t * direction;
    if (!oracle.value(point, f)) return false;
    trials.push_back({t, f});
    return true;
  }
  bool operator()(double t, double& f, double& slope) {
    point = origin + t * direction;
    if (!oracle.value_and_gradient(point, f, gradient)) return false;
    trials.push_back({t, f});
    slope = gradient.dot(direction);
    return true;
  }
};

/// Why a run stalls where no trial from x along a direction of descent is low enough. Where the
/// trials' values rise or fall in another way than the gradient says, so that it cannot be theirs,
/// that is said.
std::string no_lower_step(const SlopePoint& origin, std::vector<LinePoint> trials,
                          const VectorXd& x, const VectorXd& direction);

}  // namespace ravine
