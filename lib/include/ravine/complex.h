// Complex numbers for the complex-step derivative (Squire & Trapp 1998): every function is the
// analytic continuation of the real one, also where std::complex's is not.
#pragma once

#include <Eigen/Core>
#include <cmath>
#include <complex>
#include <numbers>

#include "ravine/slopes.h"

namespace ravine {

/// A real number with a small imaginary part. It compares by its real part, and |x| changes the
/// sign of both parts, so that code takes the same branches as with real numbers (Martins, Sturdza
/// & Alonso 2003, sec. 3). Eigen is told that it is real, so that squaredNorm() is the sum of
/// x_i^2. The functions are found by argument-dependent lookup, as those of Dual.
class Complex {
 public:
  Complex() = default;
  Complex(double constant) : real(constant) {}  // NOLINT(google-explicit-constructor): a constant
  Complex(double real_part, double imaginary_part) : real(real_part), imaginary(imaginary_part) {}

  double real = 0.0;
  double imaginary = 0.0;

  Complex operator-() const { return {-real, -imaginary}; }
  Complex& operator+=(const Complex& b) { return *this = *this + b; }
  Complex& operator-=(const Complex& b) { return *this = *this - b; }
  Complex& operator*=(const Complex& b) { return *this = *this * b; }
  Complex& operator/=(const Complex& b) { return *this = *this / b; }

  friend Complex operator+(const Complex& a, const Complex& b) {
    return {a.real + b.real, a.imaginary + b.imaginary};
  }
  friend Complex operator-(const Complex& a, const Complex& b) {
    return {a.real - b.real, a.imaginary - b.imaginary};
  }
  friend Complex operator*(const Complex& a, const Complex& b) {
    return {a.real * b.real - a.imaginary * b.imaginary,
            a.real * b.imaginary + a.imaginary * b.real};
  }
  friend Complex operator/(const Complex& a, const Complex& b) { return from(a.std() / b.std()); }

  friend bool operator==(const Complex& a, const Complex& b) { return a.real == b.real; }
  friend auto operator<=>(const Complex& a, const Complex& b) { return a.real <=> b.real; }

  friend Complex exp(const Complex& x) { return from(std::exp(x.std())); }
  friend Complex sin(const Complex& x) { return from(std::sin(x.std())); }
  friend Complex cos(const Complex& x) { return from(std::cos(x.std())); }
  friend Complex tan(const Complex& x) { return from(std::tan(x.std())); }
  friend Complex sinh(const Complex& x) { return from(std::sinh(x.std())); }
  friend Complex cosh(const Complex& x) { return from(std::cosh(x.std())); }
  friend Complex tanh(const Complex& x) { return from(std::tanh(x.std())); }
  friend Complex atan(const Complex& x) { return from(std::atan(x.std())); }

  // The functions below are taken to first order in the imaginary part beyond a branch cut, and
  // where the exact function would lose the small part beside pi. The second order is its square,
  // 1e-40 of the whole.
  friend Complex sqrt(const Complex& x) {
    const double root = std::sqrt(x.real);
    return x.first_order(root, 0.5 / root);
  }
  friend Complex cbrt(const Complex& x) {
    const double root = std::cbrt(x.real);
    return x.first_order(root, 1.0 / (3.0 * root * root));
  }
  friend Complex log(const Complex& x) { return x.first_order(std::log(x.real), 1.0 / x.real); }
  friend Complex log10(const Complex& x) {
    return x.first_order(std::log10(x.real), 1.0 / (x.real * std::numbers::ln10));
  }
  friend Complex log2(const Complex& x) {
    return x.first_order(std::log2(x.real), 1.0 / (x.real * std::numbers::ln2));
  }
  friend Complex exp2(const Complex& x) {
    const double power = std::exp2(x.real);
    return x.first_order(power, power * std::numbers::ln2);
  }
  friend Complex log1p(const Complex& x) {
    return x.first_order(std::log1p(x.real), 1.0 / (1.0 + x.real));
  }
  friend Complex expm1(const Complex& x) {
    return x.first_order(std::expm1(x.real), std::exp(x.real));
  }
  friend Complex asin(const Complex& x) {
    return x.first_order(std::asin(x.real), 1.0 / std::sqrt((1.0 - x.real) * (1.0 + x.real)));
  }
  friend Complex acos(const Complex& x) {
    return x.first_order(std::acos(x.real), -1.0 / std::sqrt((1.0 - x.real) * (1.0 + x.real)));
  }
  friend Complex asinh(const Complex& x) {
    return x.first_order(std::asinh(x.real), 1.0 / std::hypot(1.0, x.real));
  }
  friend Complex acosh(const Complex& x) {
    return x.first_order(std::acosh(x.real),
                         1.0 / (std::sqrt(x.real - 1.0) * std::sqrt(x.real + 1.0)));
  }
  friend Complex atanh(const Complex& x) {
    return x.first_order(std::atanh(x.real), 1.0 / ((1.0 - x.real) * (1.0 + x.real)));
  }
  friend Complex erf(const Complex& x) {
    return x.first_order(std::erf(x.real), erf_slope(x.real));
  }
  friend Complex erfc(const Complex& x) {
    return x.first_order(std::erfc(x.real), -erf_slope(x.real));
  }
  friend Complex lgamma(const Complex& x) {
    return x.first_order(std::lgamma(x.real), digamma(x.real));
  }
  friend Complex tgamma(const Complex& x) {
    const double gamma = std::tgamma(x.real);
    return x.first_order(gamma, gamma * digamma(x.real));
  }
  friend Complex abs(const Complex& x) { return x.real < 0.0 ? -x : x; }
  friend Complex fabs(const Complex& x) { return abs(x); }
  /// Flat between their jumps.
  friend Complex floor(const Complex& x) { return std::floor(x.real); }
  friend Complex ceil(const Complex& x) { return std::ceil(x.real); }
  friend Complex round(const Complex& x) { return std::round(x.real); }
  friend Complex trunc(const Complex& x) { return std::trunc(x.real); }
  friend Complex max(const Complex& a, const Complex& b) { return a.real < b.real ? b : a; }
  friend Complex min(const Complex& a, const Complex& b) { return b.real < a.real ? b : a; }
  friend Complex pow(const Complex& x, double exponent) {
    return x.first_order(std::pow(x.real, exponent), base_slope(x.real, exponent));
  }
  friend Complex pow(double base, const Complex& x) {
    const double power = std::pow(base, x.real);
    return x.first_order(power, exponent_slope(base, power));
  }
  /// Of a negative x only the derivative along y is NaN.
  friend Complex pow(const Complex& x, const Complex& y) {
    const double power = std::pow(x.real, y.real);
    return joined(power, base_slope(x.real, y.real), x, exponent_slope(x.real, power), y);
  }
  friend Complex hypot(const Complex& x, const Complex& y) {
    const double length = std::hypot(x.real, y.real);
    return joined(length, x.real / length, x, y.real / length, y);
  }
  friend Complex atan2(const Complex& y, const Complex& x) {
    const double square = x.real * x.real + y.real * y.real;
    return joined(std::atan2(y.real, x.real), x.real / square, y, -y.real / square, x);
  }
  friend bool isfinite(const Complex& x) { return std::isfinite(x.real); }
  friend bool isnan(const Complex& x) { return std::isnan(x.real); }

 private:
  std::complex<double> std() const { return {real, imaginary}; }
  static Complex from(const std::complex<double>& x) { return {x.real(), x.imag()}; }
  Complex first_order(double value, double slope) const { return {value, along(slope, imaginary)}; }
  static Complex joined(double value, double slope_a, const Complex& a, double slope_b,
                        const Complex& b) {
    return {value, along(slope_a, a.imaginary) + along(slope_b, b.imaginary)};
  }
};

using ComplexVector = Eigen::Matrix<Complex, Eigen::Dynamic, 1>;

}  // namespace ravine

namespace Eigen {

template <>
struct NumTraits<ravine::Complex> : NumTraits<double> {
  using Real = ravine::Complex;
  using NonInteger = ravine::Complex;
  using Nested = ravine::Complex;
  enum { RequireInitialization = 1, ReadCost = 2, AddCost = 2, MulCost = 6 };
};

template <class Operation>
struct ScalarBinaryOpTraits<ravine::Complex, double, Operation> {
  using ReturnType = ravine::Complex;
};
template <class Operation>
struct ScalarBinaryOpTraits<double, ravine::Complex, Operation> {
  using ReturnType = ravine::Complex;
};

}  // namespace Eigen
