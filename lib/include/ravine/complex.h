// Complex numbers for the complex-step derivative (Squire & Trapp 1998): every function is the
// analytic continuation of the real one, also where std::complex's is not.
#pragma once

#include <Eigen/Core>
#include <cmath>
#include <complex>
#include <numbers>

#include "ravine/power_slopes.h"

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
  friend Complex abs(const Complex& x) { return x.real < 0.0 ? -x : x; }
  friend Complex max(const Complex& a, const Complex& b) { return a.real < b.real ? b : a; }
  friend Complex min(const Complex& a, const Complex& b) { return b.real < a.real ? b : a; }
  friend Complex pow(const Complex& x, double exponent) {
    return x.first_order(std::pow(x.real, exponent), base_slope(x.real, exponent));
  }
  friend Complex pow(double base, const Complex& x) {
    const double power = std::pow(base, x.real);
    return x.first_order(power, exponent_slope(base, power));
  }
  /// A real exponent is a constant, of which log(x) is not asked: x may be negative.
  friend Complex pow(const Complex& x, const Complex& y) {
    if (y.imaginary == 0.0) return pow(x, y.real);
    const double power = std::pow(x.real, y.real);
    return {power,
            x.imaginary * base_slope(x.real, y.real) + y.imaginary * exponent_slope(x.real, power)};
  }
  friend Complex hypot(const Complex& x, const Complex& y) {
    const double length = std::hypot(x.real, y.real);
    return {length, (x.real * x.imaginary + y.real * y.imaginary) / length};
  }
  friend Complex atan2(const Complex& y, const Complex& x) {
    const double square = x.real * x.real + y.real * y.real;
    return {std::atan2(y.real, x.real), (x.real * y.imaginary - y.real * x.imaginary) / square};
  }
  friend bool isfinite(const Complex& x) { return std::isfinite(x.real); }
  friend bool isnan(const Complex& x) { return std::isnan(x.real); }

 private:
  std::complex<double> std() const { return {real, imaginary}; }
  static Complex from(const std::complex<double>& x) { return {x.real(), x.imag()}; }
  Complex first_order(double value, double slope) const { return {value, slope * imaginary}; }
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
