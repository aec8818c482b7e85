// Nos. 21 and 23 to 25 of Moré, Garbow & Hillstrom 1981: functions of n variables. Their residuals
// read one or two variables each, and a last one reads all.
#include <cmath>

#include "problem/banded_squares.h"
#include "problem/problems.h"
#include "problem/squares_across.h"
#include "problem/sum_of_squares.h"

namespace ravine::problem {
namespace {

using std::exp;
using std::sqrt;

constexpr double kPenalty = 1e-5;
// From n = 3,592 on the squares of penalty_2's residuals, up to exp(n / 10), overflow at its start.
constexpr Index kMostExponentials = 3500;

// By symmetry the minimiser of penalty_1 has one value t everywhere:
// n a (t - 1)^2 + (n t^2 - 1/4)^2, whose derivative 2 n a (t - 1) + 4 n t (n t^2 - 1/4) is convex
// for t > 0, so that Newton's method falls to its largest root from the right.
double penalty_1_minimum(Index dimension) {
  const auto n = static_cast<long double>(dimension);
  const long double a = kPenalty;
  long double t = 1.0L;
  for (int i = 0; i < 100; ++i) {
    t -= (a * (t - 1) + 2 * t * (n * t * t - 0.25L)) / (a + 6 * n * t * t - 0.5L);
  }
  const long double sphere = n * t * t - 0.25L;
  return static_cast<double>(n * a * (t - 1) * (t - 1) + sphere * sphere);
}

// The paper gives the minimum for n = 4 and 10.
std::optional<double> penalty_2_minimum(Index n) {
  if (n == 4) return 9.3762930073554e-6;
  if (n == 10) return 2.9366053745674596e-4;
  return std::nullopt;
}

}  // namespace

Entry<Problem> extended_rosenbrock() {
  return sum_of_squares(
      "extended_rosenbrock", "Rosenbrock's valley in n/2 separate pairs (no. 21)",
      {dimension_parameter(20, 2)}, [](const Parameters& p) {
        const Index n = dimension_of(p, 2);
        const VectorXd start = Eigen::Vector2d(-1.2, 1.0).replicate(n / 2, 1);
        const Band pairs{.groups = n / 2, .stride = 2, .below = 0, .above = 1};
        return banded_squares(p, {start, 0.0}, pairs, [](const auto& x, Index pair, auto& sum) {
          const Index i = 2 * pair;
          sum.add(10.0 * (x[i + 1] - x[i] * x[i]), {{i, -20.0 * x[i]}, {i + 1, 10.0}});
          sum.add(1.0 - x[i], {{i, -1.0}});
        });
      });
}

Entry<Problem> penalty_1() {
  return sum_of_squares(
      "penalty_1", "a sphere enforced by a penalty (no. 23)", {dimension_parameter(10, 1)},
      [](const Parameters& p) {
        const Index n = dimension_of(p);
        const VectorXd start = VectorXd::LinSpaced(n, 1.0, static_cast<double>(n));
        return squares_across(p, {start, penalty_1_minimum(n)}, [](const auto& x, auto& sum) {
          using Real = RealOf<decltype(sum)>;
          const Real root = sqrt(Real(kPenalty));
          Real sphere = 0;
          for (Index i = 0; i < x.size(); ++i) {
            sum.add(root * (x[i] - 1.0), {{i, root}});
            sphere += x[i] * x[i];
          }
          sum.add(sphere - 0.25, [&] {
            Vector<Real> row(x.size());
            for (Index i = 0; i < x.size(); ++i) row[i] = 2.0 * x[i];
            return row;
          });
        });
      });
}

Entry<Problem> penalty_2() {
  return sum_of_squares(
      "penalty_2", "an ellipsoid and exponentials enforced by a penalty (no. 24)",
      {dimension_parameter(10, 1, kMostExponentials)}, [](const Parameters& p) {
        const Index n = dimension_of(p);
        return squares(
            p, {VectorXd::Constant(n, 0.5), penalty_2_minimum(n)}, [](const auto& x, auto& sum) {
              using Real = RealOf<decltype(sum)>;
              const Real root = sqrt(Real(kPenalty));
              const Index n = x.size();
              sum.add(x[0] - 0.2, {{0, 1.0}});
              for (Index i = 1; i < n; ++i) {
                const Real y = exp(Real(i + 1) / 10) + exp(Real(i) / 10);
                const Real a = exp(x[i] / 10);
                const Real b = exp(x[i - 1] / 10);
                sum.add(root * (a + b - y), {{i, root * a / 10}, {i - 1, root * b / 10}});
              }
              for (Index i = 1; i < n; ++i) {
                const Real a = exp(x[i] / 10);
                sum.add(root * (a - exp(Real(-1) / 10)), {{i, root * a / 10}});
              }
              Real ellipsoid = -1;
              for (Index i = 0; i < n; ++i) ellipsoid += Real(n - i) * x[i] * x[i];
              sum.add(ellipsoid, [&] {
                Vector<Real> row(n);
                for (Index i = 0; i < n; ++i) row[i] = 2 * Real(n - i) * x[i];
                return row;
              });
            });
      });
}

Entry<Problem> variably_dimensioned() {
  return sum_of_squares("variably_dimensioned", "a quartic in one direction (no. 25)",
                        {dimension_parameter(10, 1)}, [](const Parameters& p) {
                          const Index n = dimension_of(p);
                          const VectorXd start =
                              1.0 - VectorXd::LinSpaced(n, 1.0, static_cast<double>(n)).array() / n;
                          return squares_across(p, {start, 0.0}, [](const auto& x, auto& sum) {
                            using Real = RealOf<decltype(sum)>;
                            Real s = 0;
                            for (Index i = 0; i < x.size(); ++i) {
                              sum.add(x[i] - 1.0, {{i, 1.0}});
                              s += Real(i + 1) * (x[i] - 1.0);
                            }
                            sum.share([n = x.size()] {
                              Vector<Real> row(n);
                              for (Index i = 0; i < n; ++i) row[i] = Real(i + 1);
                              return row;
                            });
                            sum.add(s, {}, 1);
                            sum.add(s * s, {}, 2 * s);
                          });
                        });
}

}  // namespace ravine::problem
