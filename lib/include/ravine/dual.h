// Dual numbers: a value and its derivatives along a few directions, carried through every operation
// (Clifford 1873; forward mode, Griewank & Walther 2008, ch. 3).
#pragma once

#include <Eigen/Core>
#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>

#include "ravine/slopes.h"

namespace ravine {

/// value + sum_k derivative[k] e_k with e_j e_k = 0. Converts from double, mixes with it, compares
/// by value, and has the functions below by argument-dependent lookup: write
/// `using std::sin; sin(x[0])`, not `std::sin(x[0])`.
class Dual {
 public:
  /// How many directions one number carries: a 512-bit vector of doubles.
  static constexpr std::size_t kDirections = 8;

  Dual() = default;
  Dual(double constant) : value(constant) {}  // NOLINT(google-explicit-constructor): a constant

  double value = 0.0;
  std::array<double, kDirections> derivative{};

  Dual operator-() const { return chained(-value, -1.0); }
  Dual& operator+=(const Dual& b) { return *this = *this + b; }
  Dual& operator-=(const Dual& b) { return *this = *this - b; }
  Dual& operator*=(const Dual& b) { return *this = *this * b; }
  Dual& operator/=(const Dual& b) { return *this = *this / b; }

  friend Dual operator+(const Dual& a, const Dual& b) {
    return joined(a.value + b.value, 1.0, a, 1.0, b);
  }
  friend Dual operator-(const Dual& a, const Dual& b) {
    return joined(a.value - b.value, 1.0, a, -1.0, b);
  }
  friend Dual operator*(const Dual& a, const Dual& b) {
    return joined(a.value * b.value, b.value, a, a.value, b);
  }
  friend Dual operator/(const Dual& a, const Dual& b) {
    const double quotient = a.value / b.value;
    return joined(quotient, 1.0 / b.value, a, -quotient / b.value, b);
  }

  friend Dual operator+(const Dual& a, double b) { return a.chained(a.value + b, 1.0); }
  friend Dual operator+(double a, const Dual& b) { return b.chained(a + b.value, 1.0); }
  friend Dual operator-(const Dual& a, double b) { return a.chained(a.value - b, 1.0); }
  friend Dual operator-(double a, const Dual& b) { return b.chained(a - b.value, -1.0); }
  friend Dual operator*(const Dual& a, double b) { return a.chained(a.value * b, b); }
  friend Dual operator*(double a, const Dual& b) { return b.chained(a * b.value, a); }
  friend Dual operator/(const Dual& a, double b) { return a.chained(a.value / b, 1.0 / b); }
  friend Dual operator/(double a, const Dual& b) {
    const double quotient = a / b.value;
    return b.chained(quotient, -quotient / b.value);
  }

  friend bool operator==(const Dual& a, const Dual& b) { return a.value == b.value; }
  friend auto operator<=>(const Dual& a, const Dual& b) { return a.value <=> b.value; }

  friend Dual sqrt(const Dual& x) {
    const double root = std::sqrt(x.value);
    return x.chained(root, 0.5 / root);
  }
  friend Dual cbrt(const Dual& x) {
    const double root = std::cbrt(x.value);
    return x.chained(root, 1.0 / (3.0 * root * root));
  }
  friend Dual exp(const Dual& x) {
    const double power = std::exp(x.value);
    return x.chained(power, power);
  }
  friend Dual expm1(const Dual& x) { return x.chained(std::expm1(x.value), std::exp(x.value)); }
  friend Dual log(const Dual& x) { return x.chained(std::log(x.value), 1.0 / x.value); }
  friend Dual log10(const Dual& x) {
    return x.chained(std::log10(x.value), 1.0 / (x.value * std::numbers::ln10));
  }
  friend Dual log2(const Dual& x) {
    return x.chained(std::log2(x.value), 1.0 / (x.value * std::numbers::ln2));
  }
  friend Dual exp2(const Dual& x) {
    const double power = std::exp2(x.value);
    return x.chained(power, power * std::numbers::ln2);
  }
  friend Dual log1p(const Dual& x) { return x.chained(std::log1p(x.value), 1.0 / (1.0 + x.value)); }
  friend Dual sin(const Dual& x) { return x.chained(std::sin(x.value), std::cos(x.value)); }
  friend Dual cos(const Dual& x) { return x.chained(std::cos(x.value), -std::sin(x.value)); }
  friend Dual tan(const Dual& x) {
    const double tangent = std::tan(x.value);
    return x.chained(tangent, 1.0 + tangent * tangent);
  }
  friend Dual asin(const Dual& x) {
    return x.chained(std::asin(x.value), 1.0 / std::sqrt((1.0 - x.value) * (1.0 + x.value)));
  }
  friend Dual acos(const Dual& x) {
    return x.chained(std::acos(x.value), -1.0 / std::sqrt((1.0 - x.value) * (1.0 + x.value)));
  }
  friend Dual atan(const Dual& x) {
    return x.chained(std::atan(x.value), 1.0 / (1.0 + x.value * x.value));
  }
  friend Dual sinh(const Dual& x) { return x.chained(std::sinh(x.value), std::cosh(x.value)); }
  friend Dual cosh(const Dual& x) { return x.chained(std::cosh(x.value), std::sinh(x.value)); }
  friend Dual tanh(const Dual& x) {
    const double secant = 1.0 / std::cosh(x.value);  // of 1 - tanh^2 nothing is left beyond 19
    return x.chained(std::tanh(x.value), secant * secant);
  }
  friend Dual asinh(const Dual& x) {
    return x.chained(std::asinh(x.value), 1.0 / std::hypot(1.0, x.value));
  }
  friend Dual acosh(const Dual& x) {
    return x.chained(std::acosh(x.value),
                     1.0 / (std::sqrt(x.value - 1.0) * std::sqrt(x.value + 1.0)));
  }
  friend Dual atanh(const Dual& x) {
    return x.chained(std::atanh(x.value), 1.0 / ((1.0 - x.value) * (1.0 + x.value)));
  }
  friend Dual erf(const Dual& x) { return x.chained(std::erf(x.value), erf_slope(x.value)); }
  friend Dual erfc(const Dual& x) { return x.chained(std::erfc(x.value), -erf_slope(x.value)); }
  friend Dual lgamma(const Dual& x) { return x.chained(std::lgamma(x.value), digamma(x.value)); }
  friend Dual tgamma(const Dual& x) {
    const double gamma = std::tgamma(x.value);
    return x.chained(gamma, gamma * digamma(x.value));
  }
  /// At the kink the derivative of the right-hand branch.
  friend Dual abs(const Dual& x) { return x.value < 0.0 ? -x : x; }
  friend Dual fabs(const Dual& x) { return abs(x); }
  /// Flat between their jumps.
  friend Dual floor(const Dual& x) { return std::floor(x.value); }
  friend Dual ceil(const Dual& x) { return std::ceil(x.value); }
  friend Dual round(const Dual& x) { return std::round(x.value); }
  friend Dual trunc(const Dual& x) { return std::trunc(x.value); }
  friend Dual max(const Dual& a, const Dual& b) { return a.value < b.value ? b : a; }
  friend Dual min(const Dual& a, const Dual& b) { return b.value < a.value ? b : a; }
  friend Dual pow(const Dual& x, double exponent) {
    return x.chained(std::pow(x.value, exponent), base_slope(x.value, exponent));
  }
  friend Dual pow(double base, const Dual& x) {
    const double power = std::pow(base, x.value);
    return x.chained(power, exponent_slope(base, power));
  }
  /// Of a negative x only the derivative along y is NaN.
  friend Dual pow(const Dual& x, const Dual& y) {
    const double power = std::pow(x.value, y.value);
    return joined(power, base_slope(x.value, y.value), x, exponent_slope(x.value, power), y);
  }
  friend Dual hypot(const Dual& x, const Dual& y) {
    const double length = std::hypot(x.value, y.value);
    return joined(length, x.value / length, x, y.value / length, y);
  }
  friend Dual atan2(const Dual& y, const Dual& x) {
    const double square = x.value * x.value + y.value * y.value;
    return joined(std::atan2(y.value, x.value), x.value / square, y, -y.value / square, x);
  }
  friend bool isfinite(const Dual& x) { return std::isfinite(x.value); }
  friend bool isnan(const Dual& x) { return std::isnan(x.value); }

 private:
  // A function of this number, by the chain rule.
  Dual chained(double result, double slope) const {
    Dual out(result);
    if (!std::isfinite(slope)) [[unlikely]] {
      for (std::size_t k = 0; k < kDirections; ++k) out.derivative[k] = along(slope, derivative[k]);
      return out;
    }
    for (std::size_t k = 0; k < kDirections; ++k) out.derivative[k] = slope * derivative[k];
    return out;
  }
  static Dual joined(double result, double slope_a, const Dual& a, double slope_b, const Dual& b) {
    Dual out(result);
    if (!std::isfinite(slope_a) || !std::isfinite(slope_b)) [[unlikely]] {
      for (std::size_t k = 0; k < kDirections; ++k) {
        out.derivative[k] = along(slope_a, a.derivative[k]) + along(slope_b, b.derivative[k]);
      }
      return out;
    }
    for (std::size_t k = 0; k < kDirections; ++k) {
      out.derivative[k] = slope_a * a.derivative[k] + slope_b * b.derivative[k];
    }
    return out;
  }
};

using DualVector = Eigen::Matrix<Dual, Eigen::Dynamic, 1>;

}  // namespace ravine

namespace Eigen {

template <>
struct NumTraits<ravine::Dual> : NumTraits<double> {
  using Real = ravine::Dual;
  using NonInteger = ravine::Dual;
  using Nested = ravine::Dual;
  enum { RequireInitialization = 1, ReadCost = 9, AddCost = 9, MulCost = 18 };
};

template <class Operation>
struct ScalarBinaryOpTraits<ravine::Dual, double, Operation> {
  using ReturnType = ravine::Dual;
};
template <class Operation>
struct ScalarBinaryOpTraits<double, ravine::Dual, Operation> {
  using ReturnType = ravine::Dual;
};

}  // namespace Eigen
