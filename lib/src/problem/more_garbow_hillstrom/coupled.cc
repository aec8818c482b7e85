// Nos. 26, 27 and 35 of Moré, Garbow & Hillstrom 1981: systems in which every equation holds every
// variable.
#include <array>
#include <cmath>

#include "problem/problems.h"
#include "problem/squares_across.h"
#include "problem/sum_of_squares.h"

namespace ravine::problem {
namespace {

using std::cos;
using std::sin;

// The product of all entries but one, for each; from both ends, since an entry may be zero.
template <class X>
Vector<ScalarOf<X>> products_of_the_others(const X& x) {
  using Real = ScalarOf<X>;
  Vector<Real> products(x.size());
  Real before = 1;
  for (Index i = 0; i < x.size(); ++i) {
    products[i] = before;
    before *= x[i];
  }
  Real after = 1;
  for (Index i = x.size(); i-- > 0;) {
    products[i] *= after;
    after *= x[i];
  }
  return products;
}

// With as many equations as variables the Chebyshev quadrature is exact for n = 1..7 and 9, and for
// no larger n (Bernstein 1937). The paper gives 6.50395e-3 for n = 10, found from the standard
// start. That is not the lowest: asymmetric starts lead to the value below.
std::optional<double> chebyquad_minimum(Index n, Index m) {
  if (m != n) return std::nullopt;
  if (n <= 7 || n == 9) return 0.0;
  if (n == 8) return 3.5168737256779317e-3;
  if (n == 10) return 4.7727136963754e-3;
  return std::nullopt;
}

}  // namespace

Entry<Problem> trigonometric() {
  // Beside the zero at the origin the paper has a minimum 2.79506...e-5 for n = 10.
  return sum_of_squares(
      "trigonometric", "sines and cosines of all variables (Spedicato 1975; no. 26)",
      {dimension_parameter(10, 1)}, [](const Parameters& p) {
        const Index n = dimension_of(p);
        const VectorXd start = VectorXd::Constant(n, 1.0 / static_cast<double>(n));
        return squares(p, {start, 0.0}, [](const auto& x, auto& sum) {
          using Real = RealOf<decltype(sum)>;
          Real rest = 0;  // n - sum cos x_j
          for (Index i = 0; i < x.size(); ++i) rest += 1 - cos(x[i]);
          sum.share([&] {
            Vector<Real> sines(x.size());
            for (Index i = 0; i < x.size(); ++i) sines[i] = sin(x[i]);
            return sines;
          });
          for (Index i = 0; i < x.size(); ++i) {
            const Real k(i + 1);
            const Real sine = sin(x[i]);
            const Real cosine = cos(x[i]);
            sum.add(rest + k * (1 - cosine) - sine, {{i, k * sine - cosine}}, 1);
          }
        });
      });
}

Entry<Problem> brown_almost_linear() {
  // Also published: a minimum of 1 at (0, ..., 0, n + 1).
  return sum_of_squares("brown_almost_linear", "n - 1 sums and one product (Brown 1969; no. 27)",
                        {dimension_parameter(10, 1)}, [](const Parameters& p) {
                          const Index n = dimension_of(p);
                          return squares_across(
                              p, {VectorXd::Constant(n, 0.5), 0.0}, [](const auto& x, auto& sum) {
                                using Real = RealOf<decltype(sum)>;
                                const Index n = x.size();
                                const Real rest = sum_of(x) - Real(n + 1);
                                sum.share([&] { return Vector<Real>::Ones(n).eval(); });
                                for (Index i = 0; i + 1 < n; ++i)
                                  sum.add(x[i] + rest, {{i, 1.0}}, 1);
                                Real product = 1;
                                for (Index i = 0; i < n; ++i) product *= x[i];
                                sum.add(product - 1, [&] { return products_of_the_others(x); });
                              });
                        });
}

Entry<Problem> chebyquad() {
  return sum_of_squares(
      "chebyquad", "nodes of equal weight for Chebyshev quadrature (Fletcher 1965; no. 35)",
      {dimension_parameter(8, 1), equations_parameter()}, [](const Parameters& p) {
        const Index n = dimension_of(p);
        const Index m = equations_of(p);
        const VectorXd start = VectorXd::LinSpaced(n, 1.0, static_cast<double>(n)) / (n + 1.0);
        return squares_across(p, {start, chebyquad_minimum(n, m)}, [m](const auto& x, auto& sum) {
          using Real = RealOf<decltype(sum)>;
          const Index n = x.size();
          // The shifted polynomials T_{i-1} and T_i and their slopes at all nodes, by recurrence.
          Vector<Real> before = Vector<Real>::Ones(n);
          Vector<Real> before_slope = Vector<Real>::Zero(n);
          Vector<Real> t(n);
          for (Index j = 0; j < n; ++j) t[j] = 2 * x[j] - 1;
          Vector<Real> slope = Vector<Real>::Constant(n, Real(2));
          for (Index i = 1; i <= m; ++i) {
            const Real integral = i % 2 == 0 ? Real(-1) / (Real(i) * Real(i) - 1) : Real(0);
            sum.add(sum_of(t) / Real(n) - integral, [&] { return (slope / Real(n)).eval(); });
            for (Index j = 0; j < n; ++j) {
              const Real z = 2 * x[j] - 1;
              before_slope[j] = 4 * t[j] + 2 * (z * slope[j]) - before_slope[j];
              before[j] = 2 * (z * t[j]) - before[j];
            }
            before_slope.swap(slope);
            before.swap(t);
          }
        });
      });
}

}  // namespace ravine::problem
