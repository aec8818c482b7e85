// The two partial derivatives of a power, with the limits where the formulas have none.
#pragma once

#include <cmath>

namespace ravine {

/// d/dx x^exponent.
inline double base_slope(double x, double exponent) {
  return exponent == 0.0 ? 0.0 : exponent * std::pow(x, exponent - 1.0);
}

/// d/dx base^x, where `power` = base^x: 0 where that is 0, as log(0) is not.
inline double exponent_slope(double base, double power) {
  return power == 0.0 ? 0.0 : power * std::log(base);
}

}  // namespace ravine
