// How far a finite difference steps along each coordinate.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "ravine/spec.h"

namespace ravine {

/// `h`, or two spacings of the doubles at x where it is less: x + h and x - h differ from x then.
inline double visible_step(double x, double h) {
  return std::max(h, 2.0 * std::numeric_limits<double>::epsilon() * std::abs(x));
}

/// A fixed step, or one relative to |x_i| with an absolute floor; never one that x + h would lose.
class StepRule {
 public:
  static StepRule fixed(double h) { return StepRule(h, 0.0, 1.0); }
  static StepRule relative(double share, double floor) { return StepRule(0.0, share, floor); }

  /// From the parameters `h`, `relative` and `floor`; throws std::invalid_argument where `h` stands
  /// beside one of the others.
  static StepRule from(const Parameters& parameters);

  double operator()(double x) const {
    return visible_step(x, fixed_ > 0.0 ? fixed_ : relative_ * std::max(std::abs(x), floor_));
  }

 private:
  StepRule(double fixed, double relative, double floor)
      : fixed_(fixed), relative_(relative), floor_(floor) {}

  double fixed_;  // 0: relative
  double relative_;
  double floor_;
};

/// Those parameters, and `cost` (crossover.h).
std::vector<Parameter> step_parameters(std::string relative);

}  // namespace ravine
