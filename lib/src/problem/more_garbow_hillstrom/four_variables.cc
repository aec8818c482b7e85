// Nos. 13 to 16 and 22 of Moré, Garbow & Hillstrom 1981: functions of four variables, and no. 13
// extended to n.
#include <Eigen/Core>
#include <array>
#include <cmath>
#include <string>

#include "problem/banded_squares.h"
#include "problem/problems.h"
#include "problem/sum_of_squares.h"

namespace ravine::problem {
namespace {

using Eigen::Vector4d;
using std::cos;
using std::exp;
using std::sin;
using std::sqrt;

// The measurements of no. 15.
constexpr std::array kRates{0.1957, 0.1947, 0.1735, 0.1600, 0.0844, 0.0627,
                            0.0456, 0.0342, 0.0323, 0.0235, 0.0246};
constexpr std::array kConcentrations{4.0,   2.0, 1.0,    0.5,    0.25,  0.167,
                                     0.125, 0.1, 0.0833, 0.0714, 0.0625};

Entry<Problem> powell_singular_of(std::string name, std::string summary, Index dimension) {
  return sum_of_squares(
      std::move(name), std::move(summary), {dimension_parameter(dimension, 4)},
      [](const Parameters& p) {
        const Index n = dimension_of(p, 4);
        const VectorXd start = Vector4d(3.0, -1.0, 0.0, 1.0).replicate(n / 4, 1);
        const Band fours{.groups = n / 4, .stride = 4, .below = 0, .above = 3};
        return banded_squares(p, {start, 0.0}, fours, [](const auto& x, Index four, auto& sum) {
          using Real = RealOf<decltype(sum)>;
          const Real root5 = sqrt(Real(5));
          const Real root10 = sqrt(Real(10));
          const Index i = 4 * four;
          const Real b = x[i + 1] - 2.0 * x[i + 2];
          const Real c = x[i] - x[i + 3];
          sum.add(x[i] + 10.0 * x[i + 1], {{i, 1.0}, {i + 1, 10.0}});
          sum.add(root5 * (x[i + 2] - x[i + 3]), {{i + 2, root5}, {i + 3, -root5}});
          sum.add(b * b, {{i + 1, 2.0 * b}, {i + 2, -4.0 * b}});
          sum.add(root10 * c * c, {{i, 2.0 * root10 * c}, {i + 3, -2.0 * root10 * c}});
        });
      });
}

}  // namespace

Entry<Problem> powell_singular() {
  return powell_singular_of("powell_singular", "a singular Hessian at the minimum (no. 13)", 4);
}

Entry<Problem> extended_powell_singular() {
  return powell_singular_of("extended_powell_singular", "powell_singular repeated (no. 22)", 20);
}

Entry<Problem> wood() {
  return sum_of_squares("wood", "two coupled valleys (no. 14)", {}, [](const Parameters& p) {
    return squares(p, {Vector4d(-3.0, -1.0, -3.0, -1.0), 0.0}, [](const auto& x, auto& sum) {
      using Real = RealOf<decltype(sum)>;
      const Real root90 = sqrt(Real(90));
      const Real root10 = sqrt(Real(10));
      sum.add(10.0 * (x[1] - x[0] * x[0]), {{0, -20.0 * x[0]}, {1, 10.0}});
      sum.add(1.0 - x[0], {{0, -1.0}});
      sum.add(root90 * (x[3] - x[2] * x[2]), {{2, -2.0 * root90 * x[2]}, {3, root90}});
      sum.add(1.0 - x[2], {{2, -1.0}});
      sum.add(root10 * (x[1] + x[3] - 2.0), {{1, root10}, {3, root10}});
      sum.add((x[1] - x[3]) / root10, {{1, 1.0 / root10}, {3, -1.0 / root10}});
    });
  });
}

Entry<Problem> kowalik_osborne() {
  // Also published: 1.02734...e-3 as x1, x3, x4 go to infinity with x2 = -14.07....
  return sum_of_squares(
      "kowalik_osborne", "the kinetics of an enzyme, with a minimum at infinity (no. 15)", {},
      [](const Parameters& p) {
        return squares(p, {Vector4d(0.25, 0.39, 0.415, 0.39), 3.0750560384923778e-4},
                       [](const auto& x, auto& sum) {
                         for (std::size_t i = 0; i < kRates.size(); ++i) {
                           const double u = kConcentrations[i];
                           const auto above = u * (u + x[1]);
                           const auto below = u * (u + x[2]) + x[3];
                           const auto ratio = above / below;
                           const auto slope = x[0] * ratio / below;
                           sum.add(
                               kRates[i] - x[0] * ratio,
                               {{0, -ratio}, {1, -x[0] * u / below}, {2, slope * u}, {3, slope}});
                         }
                       });
      });
}

Entry<Problem> brown_dennis() {
  return sum_of_squares(
      "brown_dennis", "fourth powers that stay large at the minimum (no. 16)",
      {equations_parameter(20, 4)}, [](const Parameters& p) {
        const Index m = p.integer("equations");
        std::optional<double> minimum;
        if (m == 20) minimum = 85822.201626356345;
        return squares(
            p, {Vector4d(25.0, 5.0, -5.0, -1.0), minimum}, [m](const auto& x, auto& sum) {
              using Real = RealOf<decltype(sum)>;
              for (Index i = 1; i <= m; ++i) {
                const Real t = Real(i) / 5;
                const Real a = x[0] + t * x[1] - exp(t);
                const Real b = x[2] + x[3] * sin(t) - cos(t);
                sum.add(a * a + b * b,
                        {{0, 2.0 * a}, {1, 2.0 * a * t}, {2, 2.0 * b}, {3, 2.0 * b * sin(t)}});
              }
            });
      });
}

}  // namespace ravine::problem
