// Nos. 32 to 34 of Moré, Garbow & Hillstrom 1981: linear systems with more equations than unknowns
// or of rank one.
#include "problem/problems.h"
#include "problem/squares_across.h"
#include "problem/sum_of_squares.h"

namespace ravine::problem {
namespace {

// The sum of j x_j over the entries first..last, numbered from 1; and its gradient.
template <class X>
ScalarOf<X> ramp(const X& x, Index first, Index last) {
  ScalarOf<X> s = 0;
  for (Index j = first; j <= last; ++j) s += ScalarOf<X>(j) * x[j - 1];
  return s;
}

template <class Real>
Vector<Real> ramp_gradient(Index n, Index first, Index last) {
  Vector<Real> gradient = Vector<Real>::Zero(n);
  for (Index j = first; j <= last; ++j) gradient[j - 1] = Real(j);
  return gradient;
}

}  // namespace

Entry<Problem> linear_full_rank() {
  return sum_of_squares("linear_full_rank", "a linear system of full rank; f* = m - n (no. 32)",
                        {dimension_parameter(10, 1), equations_parameter()},
                        [](const Parameters& p) {
                          const Index n = dimension_of(p);
                          const Index m = equations_of(p);
                          const Known known{VectorXd::Ones(n), static_cast<double>(m - n)};
                          return squares_across(p, known, [m](const auto& x, auto& sum) {
                            using Real = RealOf<decltype(sum)>;
                            const Real share = Real(2) / Real(m);
                            const Real rest = -share * sum_of(x) - 1;
                            sum.share([&] { return Vector<Real>::Ones(x.size()).eval(); });
                            for (Index i = 0; i < x.size(); ++i)
                              sum.add(x[i] + rest, {{i, 1.0}}, -share);
                            for (Index i = x.size(); i < m; ++i) sum.add(rest, {}, -share);
                          });
                        });
}

Entry<Problem> linear_rank_1() {
  return sum_of_squares(
      "linear_rank_1", "a linear system of rank one; f* = m (m - 1) / (2 (2m + 1)) (no. 33)",
      {dimension_parameter(10, 1), equations_parameter()}, [](const Parameters& p) {
        const Index n = dimension_of(p);
        const Index m = equations_of(p);
        const auto k = static_cast<double>(m);
        const double minimum = k * (k - 1.0) / (2.0 * (2.0 * k + 1.0));
        return squares_across(p, {VectorXd::Ones(n), minimum}, [m](const auto& x, auto& sum) {
          using Real = RealOf<decltype(sum)>;
          const Real s = ramp(x, 1, x.size());
          sum.share([&] { return ramp_gradient<Real>(x.size(), 1, x.size()); });
          for (Index i = 1; i <= m; ++i) sum.add(Real(i) * s - 1, {}, Real(i));
        });
      });
}

Entry<Problem> linear_rank_1_zero() {
  return sum_of_squares(
      "linear_rank_1_zero",
      "no. 33 with zero columns and rows; f* = (m^2 + 3m - 6) / (2 (2m - 3)) (no. 34)",
      {dimension_parameter(10, 3), equations_parameter()}, [](const Parameters& p) {
        const Index n = dimension_of(p);
        const Index m = equations_of(p);
        const auto k = static_cast<double>(m);
        const double minimum = (k * k + 3.0 * k - 6.0) / (2.0 * (2.0 * k - 3.0));
        return squares_across(p, {VectorXd::Ones(n), minimum}, [m](const auto& x, auto& sum) {
          using Real = RealOf<decltype(sum)>;
          const Real s = ramp(x, 2, x.size() - 1);
          sum.share([&] { return ramp_gradient<Real>(x.size(), 2, x.size() - 1); });
          sum.add(-1.0, {});
          for (Index i = 2; i < m; ++i) sum.add(Real(i - 1) * s - 1, {}, Real(i - 1));
          sum.add(-1.0, {});
        });
      });
}

}  // namespace ravine::problem
