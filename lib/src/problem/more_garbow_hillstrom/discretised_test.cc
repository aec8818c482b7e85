#include "problem/sum_of_squares_test.h"

namespace ravine::problem {
namespace {

// At (-1, ..., -1), worked by hand: 3(-1) - 2 + neighbours + 1, and -7 + 1 in every equation.
TEST(Discretised, WorkedValues) {
  expect_facts({{broyden_tridiagonal, "dimension=3", {-1.0, -1.0, -1.0}, 4.0 + 1.0 + 9.0},
                {broyden_banded, "dimension=2", {-1.0, -1.0}, 72.0},
                {discrete_boundary_value, "dimension=1", {-0.5}, 0.875 * 0.875},
                {discrete_integral_equation, "dimension=1", {-0.5}, 0.4375 * 0.4375}});
}

TEST(Discretised, MinimaByNewtonsMethod) {
  for (const auto entry :
       {discrete_boundary_value, discrete_integral_equation, broyden_tridiagonal, broyden_banded}) {
    for (const char* n : {"dimension=1", "dimension=2", "dimension=10", "dimension=50"}) {
      expect_minimum_from_start(entry, n);
    }
  }
}

// Both discretise one equation, so that their solutions agree up to the error O(h^2) of the grid,
// which is 1e-3 at n = 10 (Moré & Cosnard 1979).
TEST(Discretised, TheBoundaryValueAndTheIntegralEquationAgree) {
  const auto boundary = make(discrete_boundary_value(), "");
  const auto integral = make(discrete_integral_equation(), "");
  const VectorL u = newton(*boundary, boundary->start().cast<long double>());
  const VectorL v = newton(*integral, integral->start().cast<long double>());
  EXPECT_LE((u - v).cwiseAbs().maxCoeff(), 1e-3L);
}

TEST(Discretised, Slopes) {
  for (const auto entry :
       {discrete_boundary_value, discrete_integral_equation, broyden_tridiagonal, broyden_banded}) {
    expect_slopes(entry);
    expect_slopes(entry, "dimension=1");
  }
}

}  // namespace
}  // namespace ravine::problem
