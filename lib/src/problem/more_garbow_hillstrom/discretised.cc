// Nos. 28 to 31 of Moré, Garbow & Hillstrom 1981: discretised equations, and Broyden's banded
// systems.
#include "problem/banded_squares.h"
#include "problem/problems.h"
#include "problem/squares_across.h"
#include "problem/sum_of_squares.h"

namespace ravine::problem {
namespace {

// t (t - 1) at the n inner points of a grid over [0, 1].
VectorXd parabola_on_grid(Index n) {
  const auto t = VectorXd::LinSpaced(n, 1.0, static_cast<double>(n)).array() / (n + 1.0);
  return t * (t - 1.0);
}

constexpr auto boundary_value = [](const auto& x, Index i, auto& sum) {
  using Real = RealOf<decltype(sum)>;
  const Real h = 1 / Real(x.size() + 1);
  const Real y = x[i] + h * Real(i + 1) + 1;
  sum.add(
      2 * x[i] - padded(x, i - 1) - padded(x, i + 1) + h * h * y * y * y / 2,
      {{i, 2 + 3 * h * h * y * y / 2}, slope_of<Real>(x, i - 1, -1), slope_of<Real>(x, i + 1, -1)});
};

constexpr auto tridiagonal = [](const auto& x, Index i, auto& sum) {
  using Real = RealOf<decltype(sum)>;
  sum.add((3 - 2 * x[i]) * x[i] - padded(x, i - 1) - 2 * padded(x, i + 1) + 1,
          {{i, 3 - 4 * x[i]}, slope_of<Real>(x, i - 1, -1), slope_of<Real>(x, i + 1, -2)});
};

constexpr auto banded = [](const auto& x, Index i, auto& sum) {
  using Real = RealOf<decltype(sum)>;
  const auto neighbour = [&x](Index j) { return slope_of<Real>(x, j, -1 - 2 * padded(x, j)); };
  Real r = x[i] * (2 + 5 * x[i] * x[i]) + 1;
  for (Index j = i - 5; j <= i + 1; ++j) {
    const Real xj = padded(x, j);
    if (j != i) r -= xj * (1 + xj);
  }
  sum.add(r, {{i, 2 + 15 * x[i] * x[i]},
              neighbour(i - 5),
              neighbour(i - 4),
              neighbour(i - 3),
              neighbour(i - 2),
              neighbour(i - 1),
              neighbour(i + 1)});
};

}  // namespace

Entry<Problem> discrete_boundary_value() {
  return sum_of_squares(
      "discrete_boundary_value", "u'' = (u + t + 1)^3 / 2 by differences (no. 28)",
      {dimension_parameter(10, 1)}, [](const Parameters& p) {
        const Index n = dimension_of(p);
        const Band band{.groups = n, .stride = 1, .below = 1, .above = 1};
        return banded_squares(p, {parabola_on_grid(n), 0.0}, band, boundary_value);
      });
}

Entry<Problem> discrete_integral_equation() {
  return sum_of_squares(
      "discrete_integral_equation", "the integral equation of no. 28 by sums (no. 29)",
      {dimension_parameter(10, 1)}, [](const Parameters& p) {
        const Index n = dimension_of(p);
        return squares_across(p, {parabola_on_grid(n), 0.0}, [](const auto& x, auto& sum) {
          using Real = RealOf<decltype(sum)>;
          const Index n = x.size();
          const Real h = 1 / Real(n + 1);
          const auto t = [&](Index j) { return Real(j + 1) * h; };
          const auto y = [&](Index j) { return x[j] + t(j) + Real(1); };
          const auto cube = [&](Index j) { return y(j) * y(j) * y(j); };
          Real below = 0;  // sum over j <= i of t_j y_j^3
          Real above = 0;  // over j > i of (1 - t_j) y_j^3
          for (Index j = 0; j < n; ++j) above += (1 - t(j)) * cube(j);
          for (Index i = 0; i < n; ++i) {
            below += t(i) * cube(i);
            above -= (1 - t(i)) * cube(i);
            sum.add(x[i] + h * ((1 - t(i)) * below + t(i) * above) / 2, [&] {
              Vector<Real> row(n);
              for (Index j = 0; j < n; ++j) {
                row[j] = 1.5 * h * (y(j) * y(j)) * (j <= i ? t(j) * (1 - t(i)) : (1 - t(j)) * t(i));
              }
              row[i] += 1;
              return row;
            });
          }
        });
      });
}

Entry<Problem> broyden_tridiagonal() {
  return sum_of_squares(
      "broyden_tridiagonal", "quadratics of three neighbours (Broyden 1965; no. 30)",
      {dimension_parameter(10, 1)}, [](const Parameters& p) {
        const Index n = dimension_of(p);
        const Band band{.groups = n, .stride = 1, .below = 1, .above = 1};
        return banded_squares(p, {VectorXd::Constant(n, -1.0), 0.0}, band, tridiagonal);
      });
}

Entry<Problem> broyden_banded() {
  return sum_of_squares(
      "broyden_banded", "cubics of seven neighbours (Broyden 1971; no. 31)",
      {dimension_parameter(10, 1)}, [](const Parameters& p) {
        const Index n = dimension_of(p);
        const Band band{.groups = n, .stride = 1, .below = 5, .above = 1};
        return banded_squares(p, {VectorXd::Constant(n, -1.0), 0.0}, band, banded);
      });
}

}  // namespace ravine::problem
