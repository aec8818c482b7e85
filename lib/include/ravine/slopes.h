// What the scalars that carry derivatives share: slopes of functions, with the limits where the
// formulas have none, and the product of the chain rule.
#pragma once

#include <cmath>
#include <numbers>

namespace ravine {

/// A slope times a tangent. A zero tangent stays zero where the slope is infinite or NaN, because
/// what does not change changes nothing.
inline double along(double slope, double tangent) { return tangent == 0.0 ? 0.0 : slope * tangent; }

/// d/dx x^exponent.
inline double base_slope(double x, double exponent) {
  return exponent == 0.0 ? 0.0 : exponent * std::pow(x, exponent - 1.0);
}

/// d/dx base^x, where `power` = base^x: 0 where that is 0, as log(0) is not.
inline double exponent_slope(double base, double power) {
  return power == 0.0 ? 0.0 : power * std::log(base);
}

/// psi(x) = d/dx log |Gamma(x)| (Abramowitz & Stegun 1964, eq. 6.3.5, 6.3.7 and 6.3.18).
inline double digamma(double x) {
  if (x < 0.5) return digamma(1.0 - x) - std::numbers::pi / std::tan(std::numbers::pi * x);
  double shift = 0.0;
  for (; x < 10.0; x += 1.0) shift -= 1.0 / x;  // psi(x) = psi(x + 1) - 1 / x
  const double w = 1.0 / (x * x);
  // B_2k / (2k), k = 1, 2, ..., 7; the next term is below 5e-17.
  constexpr double kTerms[] = {1.0 / 12,  -1.0 / 120,     1.0 / 252, -1.0 / 240,
                               1.0 / 132, -691.0 / 32760, 1.0 / 12};
  double series = 0.0;
  for (int k = 6; k >= 0; --k) series = w * (kTerms[k] + series);
  return shift + std::log(x) - 0.5 / x - series;
}

/// d/dx erf(x).
inline double erf_slope(double x) { return 2.0 * std::numbers::inv_sqrtpi * std::exp(-x * x); }

}  // namespace ravine
