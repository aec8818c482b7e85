// Functions of two variables, written once for each of the scalars: double, Dual, Complex and long
// double.
#pragma once

#include <cmath>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "ravine/complex.h"
#include "ravine/dual.h"

namespace ravine {

/// A function of two variables, for each of the scalars.
struct ScalarCase {
  std::string name;
  std::function<Dual(Dual, Dual)> dual;
  std::function<Complex(Complex, Complex)> complex;
  std::function<long double(long double, long double)> exact;
  double low = 0.1;  // the range that both arguments are taken from
  double high = 0.9;
};

template <class F>
ScalarCase scalar_case(std::string name, F f, double low = 0.1, double high = 0.9) {
  return {std::move(name), f, f, f, low, high};
}

/// A function of x alone.
template <class F>
ScalarCase one(std::string name, F f, double low, double high) {
  return scalar_case(
      std::move(name), [f](auto x, auto) { return f(x); }, low, high);
}

inline std::vector<ScalarCase> scalar_cases() {
  return {
      scalar_case(
          "x + y", [](auto x, auto y) { return x + y; }, -3, 3),
      scalar_case(
          "x - y", [](auto x, auto y) { return x - y; }, -3, 3),
      scalar_case(
          "x * y", [](auto x, auto y) { return x * y; }, -3, 3),
      scalar_case(
          "x / y", [](auto x, auto y) { return x / y; }, -3, -0.3),
      scalar_case(
          "-x", [](auto x, auto) { return -x; }, -3, 3),
      scalar_case(
          "x + 2", [](auto x, auto) { return x + 2.0; }, -3, 3),
      scalar_case(
          "2 + x", [](auto x, auto) { return 2.0 + x; }, -3, 3),
      scalar_case(
          "x - 2", [](auto x, auto) { return x - 2.0; }, -3, 3),
      scalar_case(
          "2 - x", [](auto x, auto) { return 2.0 - x; }, -3, 3),
      scalar_case(
          "3 x", [](auto x, auto) { return 3.0 * x; }, -3, 3),
      scalar_case(
          "x * 3", [](auto x, auto) { return x * 3.0; }, -3, 3),
      scalar_case(
          "x / 3", [](auto x, auto) { return x / 3.0; }, -3, 3),
      scalar_case(
          "3 / x", [](auto x, auto) { return 3.0 / x; }, -3, -0.3),
      scalar_case("+= -= *= /=",
                  [](auto x, auto y) {
                    auto z = x;
                    z += y;
                    z *= x;
                    z -= y;
                    z /= y;
                    return z;
                  }),
      scalar_case("sqrt",
                  [](auto x, auto) {
                    using std::sqrt;
                    return sqrt(x);
                  }),
      scalar_case(
          "cbrt",
          [](auto x, auto) {
            using std::cbrt;
            return cbrt(x);
          },
          -3, -0.3),
      scalar_case(
          "exp",
          [](auto x, auto) {
            using std::exp;
            return exp(x);
          },
          -3, 3),
      scalar_case(
          "expm1",
          [](auto x, auto) {
            using std::expm1;
            return expm1(x);
          },
          -3, 3),
      scalar_case("log",
                  [](auto x, auto) {
                    using std::log;
                    return log(x);
                  }),
      scalar_case("log10",
                  [](auto x, auto) {
                    using std::log10;
                    return log10(x);
                  }),
      scalar_case(
          "log1p",
          [](auto x, auto) {
            using std::log1p;
            return log1p(x);
          },
          -0.9, 3),
      scalar_case(
          "sin",
          [](auto x, auto) {
            using std::sin;
            return sin(x);
          },
          -3, 3),
      scalar_case(
          "cos",
          [](auto x, auto) {
            using std::cos;
            return cos(x);
          },
          -3, 3),
      scalar_case(
          "tan",
          [](auto x, auto) {
            using std::tan;
            return tan(x);
          },
          -1.2, 1.2),
      scalar_case(
          "asin",
          [](auto x, auto) {
            using std::asin;
            return asin(x);
          },
          -0.9, 0.9),
      scalar_case(
          "acos",
          [](auto x, auto) {
            using std::acos;
            return acos(x);
          },
          -0.9, 0.9),
      scalar_case(
          "atan",
          [](auto x, auto) {
            using std::atan;
            return atan(x);
          },
          -3, 3),
      scalar_case(
          "sinh",
          [](auto x, auto) {
            using std::sinh;
            return sinh(x);
          },
          -3, 3),
      scalar_case(
          "cosh",
          [](auto x, auto) {
            using std::cosh;
            return cosh(x);
          },
          -3, 3),
      scalar_case(
          "tanh",
          [](auto x, auto) {
            using std::tanh;
            return tanh(x);
          },
          -3, 3),
      scalar_case(
          "abs",
          [](auto x, auto) {
            using std::abs;
            return abs(x);
          },
          -3, -0.1),
      scalar_case("max",
                  [](auto x, auto y) {
                    using std::max;
                    return max(x, y) * x;
                  }),
      scalar_case("min",
                  [](auto x, auto y) {
                    using std::min;
                    return min(x, y) * x;
                  }),
      scalar_case("x^2.5",
                  [](auto x, auto) {
                    using std::pow;
                    return pow(x, 2.5);
                  }),
      scalar_case(
          "x^3",
          [](auto x, auto) {
            using std::pow;
            return pow(x, 3.0);
          },
          -3, -0.1),
      scalar_case(
          "x^0",
          [](auto x, auto) {
            using std::pow;
            return pow(x, 0.0);
          },
          -3, 3),
      scalar_case(
          "2^x",
          [](auto x, auto) {
            using std::pow;
            return pow(2.0, x);
          },
          -3, 3),
      scalar_case("x^y",
                  [](auto x, auto y) {
                    using std::pow;
                    return pow(x, y);
                  }),
      scalar_case(
          "hypot",
          [](auto x, auto y) {
            using std::hypot;
            return hypot(x, y);
          },
          -3, 3),
      scalar_case(
          "atan2",
          [](auto y, auto x) {
            using std::atan2;
            return atan2(y, x);
          },
          -3, 3),
      one(
          "log2",
          [](auto x) {
            using std::log2;
            return log2(x);
          },
          0.1, 3),
      one(
          "exp2",
          [](auto x) {
            using std::exp2;
            return exp2(x);
          },
          -3, 3),
      one(
          "asinh",
          [](auto x) {
            using std::asinh;
            return asinh(x);
          },
          -3, 3),
      one(
          "acosh",
          [](auto x) {
            using std::acosh;
            return acosh(x);
          },
          1.1, 3),
      one(
          "atanh",
          [](auto x) {
            using std::atanh;
            return atanh(x);
          },
          -0.9, 0.9),
      one(
          "erf",
          [](auto x) {
            using std::erf;
            return erf(x);
          },
          -3, 3),
      one(
          "erfc",
          [](auto x) {
            using std::erfc;
            return erfc(x);
          },
          -3, 3),
      one(
          "lgamma",
          [](auto x) {
            using std::lgamma;
            return lgamma(x);
          },
          -0.9, -0.1),
      one(
          "lgamma",
          [](auto x) {
            using std::lgamma;
            return lgamma(x);
          },
          0.1, 30),
      one(
          "tgamma",
          [](auto x) {
            using std::tgamma;
            return tgamma(x);
          },
          0.2, 5),
      one(
          "fabs",
          [](auto x) {
            using std::fabs;
            return fabs(x);
          },
          -3, -0.1),
      one(
          "floor",
          [](auto x) {
            using std::floor;
            return x * floor(x);
          },
          1.1, 1.9),
      one(
          "ceil",
          [](auto x) {
            using std::ceil;
            return x * ceil(x);
          },
          1.1, 1.9),
      one(
          "round",
          [](auto x) {
            using std::round;
            return x * round(x);
          },
          1.6, 2.4),
      one(
          "trunc",
          [](auto x) {
            using std::trunc;
            return x * trunc(x);
          },
          -1.9, -1.1),
  };
}

}  // namespace ravine
