// The functions of Dual and Complex against differences in long double.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <numbers>
#include <string>
#include <vector>

#include "core/scalar_cases_test.h"
#include "ravine/complex.h"
#include "ravine/dual.h"

namespace ravine {
namespace {

struct Truth {
  double value;
  double along_x;
  double along_y;
};

// Fourth order in long double: errors of 1e-4^4 and of 1e-19 / 1e-4.
Truth truth(const ScalarCase& f, double x, double y) {
  constexpr long double kStep = 1e-4L;
  const auto slope = [&](const std::function<long double(long double)>& g) {
    return static_cast<double>((8.0L * (g(kStep) - g(-kStep)) - (g(2 * kStep) - g(-2 * kStep))) /
                               (12.0L * kStep));
  };
  return {static_cast<double>(f.exact(x, y)),
          slope([&](long double h) { return f.exact(x + h, y); }),
          slope([&](long double h) { return f.exact(x, y + h); })};
}

// Points of the range that are not symmetric to each other, nor on a diagonal.
template <class Check>
void for_each_point(const Check& check) {
  for (const ScalarCase& f : scalar_cases()) {
    for (const double s : {0.05, 0.31, 0.62, 0.93}) {
      const double x = f.low + s * (f.high - f.low);
      const double y = f.low + (1.02 - s) * 0.97 * (f.high - f.low);
      SCOPED_TRACE(f.name + " at " + std::to_string(x) + ", " + std::to_string(y));
      check(f, x, y, truth(f, x, y));
    }
  }
}

TEST(Dual, CarriesTheDerivativeOfEveryFunctionInEveryDirection) {
  for_each_point([](const ScalarCase& f, double x, double y, const Truth& exact) {
    Dual a(x);
    Dual b(y);
    a.derivative[0] = 1.0;
    b.derivative[7] = 1.0;
    a.derivative[3] = 2.0;
    b.derivative[3] = -1.0;
    const Dual result = f.dual(a, b);
    const double scale = 1e-12 * (1.0 + std::abs(exact.along_x) + std::abs(exact.along_y));
    EXPECT_NEAR(result.value, exact.value, 4e-16 * (1.0 + std::abs(exact.value)));
    EXPECT_NEAR(result.derivative[0], exact.along_x, scale);
    EXPECT_NEAR(result.derivative[7], exact.along_y, scale);
    EXPECT_NEAR(result.derivative[3], 2.0 * exact.along_x - exact.along_y, 3.0 * scale);
    EXPECT_EQ(result.derivative[1], 0.0);
  });
}

TEST(Complex, CarriesTheDerivativeOfEveryFunction) {
  constexpr double kStep = 1e-20;
  for_each_point([](const ScalarCase& f, double x, double y, const Truth& exact) {
    const double scale = 1e-12 * (1.0 + std::abs(exact.along_x) + std::abs(exact.along_y));
    const Complex along_x = f.complex(Complex(x, kStep), y);
    const Complex along_y = f.complex(x, Complex(y, kStep));
    EXPECT_NEAR(along_x.real, exact.value, 4e-16 * (1.0 + std::abs(exact.value)));
    EXPECT_NEAR(along_x.imaginary / kStep, exact.along_x, scale);
    EXPECT_NEAR(along_y.imaginary / kStep, exact.along_y, scale);
  });
}

TEST(ScalarFunctions, OutsideTheirRangeAreNotFinite) {
  using std::log;
  for (const double outside : {-1.0, -0.1}) {
    EXPECT_FALSE(isfinite(sqrt(Dual(outside))));
    EXPECT_FALSE(isfinite(log(Dual(outside))));
    EXPECT_FALSE(isfinite(sqrt(Complex(outside, 1e-20))));
    EXPECT_FALSE(isfinite(log(Complex(outside, 1e-20))));
    EXPECT_TRUE(isnan(sqrt(Complex(outside))) && isnan(sqrt(Dual(outside))));
  }
}

// x^2 of a negative x, its exponent of the scalar's own type: d/dx is 2x, and log(x) is not asked.
TEST(ScalarFunctions, PowersWithAConstantExponentTakeNegativeNumbers) {
  for (const double x : {-0.3, -2.0, 0.0, 1.5}) {
    Dual dual(x);
    dual.derivative[0] = 1.0;
    EXPECT_DOUBLE_EQ(pow(dual, Dual(2.0)).derivative[0], 2.0 * x);
    EXPECT_DOUBLE_EQ(pow(Complex(x, 1e-20), Complex(2.0)).imaginary, 2.0 * x * 1e-20);
  }
}

// sqrt(x) + y at (0, 1) has the gradient (inf, 1), and (-2)^2 has d/dx = -4 whatever y's slope is.
TEST(ScalarFunctions, AZeroTangentStaysZeroWhereASlopeIsNotFinite) {
  Dual x(0.0);
  Dual y(1.0);
  x.derivative[0] = 1.0;
  y.derivative[1] = 1.0;
  const Dual sum = sqrt(x) + y;
  EXPECT_EQ(sum.derivative[0], std::numeric_limits<double>::infinity());
  EXPECT_EQ(sum.derivative[1], 1.0);
  EXPECT_EQ((cbrt(x) * y).derivative[1], 0.0);
  EXPECT_EQ((sqrt(Complex(0.0)) + Complex(1.0, 1e-20)).imaginary, 1e-20);
  EXPECT_EQ((hypot(Complex(0.0), Complex(0.0)) + Complex(1.0, 1e-20)).imaginary, 1e-20);

  Dual base(-2.0);
  Dual exponent(2.0);
  base.derivative[0] = 1.0;
  exponent.derivative[1] = 1.0;
  const Dual power = pow(base, exponent);
  EXPECT_EQ(power.derivative[0], -4.0);
  EXPECT_TRUE(std::isnan(power.derivative[1]));
  EXPECT_EQ(power.derivative[2], 0.0);
  EXPECT_DOUBLE_EQ(pow(Complex(-2.0, 1e-20), Complex(2.0)).imaginary, -4e-20);
}

// psi(1) = -gamma, psi(1/2) = -gamma - 2 log 2, psi(-1/2) = psi(1/2) + 2 (Abramowitz & Stegun 6.3).
TEST(ScalarFunctions, TheLogarithmOfTheGammaFunctionHasItsSlope) {
  const double at_half = -std::numbers::egamma - 2.0 * std::numbers::ln2;
  EXPECT_NEAR(digamma(1.0), -std::numbers::egamma, 2e-15);
  EXPECT_NEAR(digamma(0.5), at_half, 4e-15);
  EXPECT_NEAR(digamma(-0.5), at_half + 2.0, 4e-15);
}

// 0^x is 0 for all x > 0, and so is its slope.
TEST(ScalarFunctions, PowersOfZeroAreFlat) {
  Dual dual(1.5);
  dual.derivative[0] = 1.0;
  EXPECT_EQ(pow(0.0, dual).derivative[0], 0.0);
  EXPECT_EQ(pow(Dual(0.0), dual).derivative[0], 0.0);
  EXPECT_EQ(pow(0.0, Complex(1.5, 1e-20)).imaginary, 0.0);
  EXPECT_EQ(pow(Complex(0.0), Complex(1.5, 1e-20)).imaginary, 0.0);
}

// 4 exp(-2x) to the first order, of which 1 - tanh(x)^2 keeps no digit.
TEST(ScalarFunctions, TheHyperbolicTangentsTailHasItsSlope) {
  for (const double x : {15.0, 19.5, 30.0, 200.0}) {
    Dual dual(x);
    dual.derivative[0] = 1.0;
    EXPECT_NEAR(tanh(dual).derivative[0] / (4.0 * std::exp(-2.0 * x)), 1.0, 1e-12) << x;
  }
}

// Branches are those of the real function.
TEST(ScalarFunctions, CompareByTheRealNumber) {
  Dual a(1.0);
  a.derivative[0] = 5.0;
  EXPECT_TRUE(a == 1.0 && a < 2.0 && a >= 1.0 && 0.5 < a);
  const Complex b(1.0, 7.0);
  EXPECT_TRUE(b == 1.0 && b < 2.0 && b >= 1.0 && 0.5 < b);
}

template <class Vector>
auto quadratic(const Vector& x, const Eigen::VectorXd& shift) {
  return (x - shift).squaredNorm() + 0.5 * x.dot(x) + (2.0 * x).sum() + x.norm();
}

// Eigen's squared norms and products are those of real numbers, without a conjugate.
TEST(ScalarFunctions, GoThroughEigensExpressions) {
  const Eigen::Vector2d shift(1.0, -2.0);
  const Eigen::Vector2d at(3.0, 4.0);
  const Eigen::Vector2d exact =
      2.0 * (at - shift) + at + Eigen::Vector2d::Constant(2.0) + at / at.norm();
  for (Eigen::Index i = 0; i < 2; ++i) {
    DualVector dual = at.cast<Dual>();
    dual[i].derivative[0] = 1.0;
    EXPECT_NEAR(quadratic(dual, shift).derivative[0], exact[i], 1e-14);
    ComplexVector complex = at.cast<Complex>();
    complex[i].imaginary = 1e-20;
    EXPECT_NEAR(quadratic(complex, shift).imaginary / 1e-20, exact[i], 1e-14);
  }
}

}  // namespace
}  // namespace ravine
