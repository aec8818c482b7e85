// Nos. 2 to 6 of Moré, Garbow & Hillstrom 1981, functions of two variables; no. 1 is the
// two-dimensional case of `rosenbrock`.
#include <Eigen/Core>
#include <cmath>

#include "problem/problems.h"
#include "problem/sum_of_squares.h"

namespace ravine::problem {

using Eigen::Vector2d;
using std::exp;

Entry<Problem> freudenstein_roth() {
  // A second minimum, 48.98425..., is at (11.41..., -0.8968...).
  return sum_of_squares("freudenstein_roth", "two minima, the higher one nearer (no. 2)", {},
                        [](const Parameters& p) {
                          return squares(p, {Vector2d(0.5, -2.0), 0.0},
                                         [](const auto& x, auto& sum) {
                                           const auto y = x[1];
                                           sum.add(-13.0 + x[0] + ((5.0 - y) * y - 2.0) * y,
                                                   {{0, 1.0}, {1, (10.0 - 3.0 * y) * y - 2.0}});
                                           sum.add(-29.0 + x[0] + ((y + 1.0) * y - 14.0) * y,
                                                   {{0, 1.0}, {1, (3.0 * y + 2.0) * y - 14.0}});
                                         });
                        });
}

Entry<Problem> powell_badly_scaled() {
  return sum_of_squares(
      "powell_badly_scaled", "a thin curve along the axes, minimum at (1.1e-5, 9.1) (no. 3)", {},
      [](const Parameters& p) {
        return squares(p, {Vector2d(0.0, 1.0), 0.0}, [](const auto& x, auto& sum) {
          const auto a = exp(-x[0]);
          const auto b = exp(-x[1]);
          sum.add(1e4 * x[0] * x[1] - 1.0, {{0, 1e4 * x[1]}, {1, 1e4 * x[0]}});
          sum.add(a + b - 1.0001, {{0, -a}, {1, -b}});
        });
      });
}

Entry<Problem> brown_badly_scaled() {
  return sum_of_squares(
      "brown_badly_scaled", "minimum at (1e6, 2e-6) (no. 4)", {}, [](const Parameters& p) {
        return squares(p, {Vector2d(1.0, 1.0), 0.0}, [](const auto& x, auto& sum) {
          sum.add(x[0] - 1e6, {{0, 1.0}});
          sum.add(x[1] - 2e-6, {{1, 1.0}});
          sum.add(x[0] * x[1] - 2.0, {{0, x[1]}, {1, x[0]}});
        });
      });
}

Entry<Problem> beale() {
  return sum_of_squares(
      "beale", "narrow curved valley with steep corners (Beale 1958; no. 5)", {},
      [](const Parameters& p) {
        return squares(p, {Vector2d(1.0, 1.0), 0.0}, [](const auto& x, auto& sum) {
          const auto y = x[1];
          sum.add(1.5 - x[0] * (1.0 - y), {{0, y - 1.0}, {1, x[0]}});
          sum.add(2.25 - x[0] * (1.0 - y * y), {{0, y * y - 1.0}, {1, 2.0 * x[0] * y}});
          sum.add(2.625 - x[0] * (1.0 - y * y * y),
                  {{0, y * y * y - 1.0}, {1, 3.0 * x[0] * y * y}});
        });
      });
}

Entry<Problem> jennrich_sampson() {
  return sum_of_squares(
      "jennrich_sampson", "two growing exponentials that can't be told apart (no. 6)",
      {equations_parameter(10, 2)}, [](const Parameters& p) {
        const Index m = p.integer("equations");
        std::optional<double> minimum;
        if (m == 10) minimum = 124.36218235561473;
        return squares(p, {Vector2d(0.3, 0.4), minimum}, [m](const auto& x, auto& sum) {
          for (Index i = 1; i <= m; ++i) {
            const auto k = static_cast<double>(i);
            const auto a = exp(k * x[0]);
            const auto b = exp(k * x[1]);
            sum.add(2.0 + 2.0 * k - (a + b), {{0, -k * a}, {1, -k * b}});
          }
        });
      });
}

}  // namespace ravine::problem
