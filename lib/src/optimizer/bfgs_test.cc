#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

#include "optimizer/descent_test.h"
#include "optimizer/optimizers.h"

namespace ravine {
namespace {

using optimizers::bfgs;

TEST(Bfgs, SolvesRosenbrockFromManyStarts) {
  expect_solves_rosenbrock(bfgs(), "search=strong_wolfe", 150);
  expect_solves_rosenbrock(bfgs(), "search=hager_zhang", 150);
}

// With exact steps BFGS takes the steps of conjugate gradients, and ends after n of them on a
// quadratic (Nocedal & Wright 2006, theorem 6.4). With inexact steps it takes a few times n.
TEST(Bfgs, EndsInAFewTimesTheDimensionOnAQuadratic) { expect_ends_on_quadratics(bfgs()); }

/// The textbook's update in long double: H <- (I - rho s y') H (I - rho y s') + rho s s'.
using Square = Eigen::Matrix<long double, 2, 2>;
using Pair = Eigen::Matrix<long double, 2, 1>;
Square updated(const Square& h, const Pair& s, const Pair& y) {
  const long double rho = 1.0L / s.dot(y);
  const Square left = Square::Identity() - rho * s * y.transpose();
  return left * h * left.transpose() + rho * s * s.transpose();
}

// Each step is along -H g. H is made of the steps so far by the formula (eq. 6.17 and 6.20), with y
// scaled (Biggs 1973): y's is the curvature, at the step's end, of the cubic through both values
// and slopes, s'G's = 6 (f - f') + 2 s'g + 4 s'g'. It stays within a factor of ten of the chord's.
TEST(Bfgs, FollowsTheFormula) {
  const CountedFunction f(2, rosenbrock);
  const auto x = iterates_of(bfgs(), "", f, Eigen::Vector2d(-1.2, 1.0), 20);
  ASSERT_EQ(x.size(), 20U);
  const auto gradient = [](const VectorXd& at) {
    VectorXd g(2);
    rosenbrock(at, &g);
    return Pair(g.cast<long double>());
  };
  Square h = Square::Identity();
  for (std::size_t t = 0; t + 1 < x.size(); ++t) {
    const Pair s = (x[t + 1] - x[t]).cast<long double>();
    const Pair before = gradient(x[t]);
    const Pair after = gradient(x[t + 1]);
    const Pair along = -h * before;
    const long double sine = (s[0] * along[1] - s[1] * along[0]) / (s.norm() * along.norm());
    EXPECT_LE(std::abs(static_cast<double>(sine)), 1e-7) << t;
    EXPECT_GT(static_cast<double>(s.dot(along)), 0.0);
    const long double fall = f.value(x[t]) - f.value(x[t + 1]);
    const long double end = 6.0L * fall + 2.0L * s.dot(before) + 4.0L * s.dot(after);
    const Pair chord = after - before;
    const Pair y = std::clamp(end / s.dot(chord), 0.1L, 10.0L) * chord;
    if (t == 0) h *= s.dot(y) / y.squaredNorm();
    h = updated(h, s, y);
  }
}

// At the seventh iterate no direction but the gradient's lowers the value, so that H is given up.
// The directions after that step are those of the textbook's formula from H = I on.
TEST(Bfgs, ForgetsAllPairsWhereItsDirectionFails) {
  constexpr std::size_t kBlocked = 6;
  std::vector<VectorXd> x;
  const auto gradient_at = [](const VectorXd& at) {
    VectorXd g(2);
    rosenbrock(at, &g);
    return Eigen::Vector2d(g);
  };
  const CountedFunction f(2, [&](const VectorXd& at, VectorXd* gradient) {
    const double value = rosenbrock(at, gradient);
    if (x.size() != kBlocked + 1) return value;
    const Eigen::Vector2d move = at - x.back();
    const Eigen::Vector2d g = gradient_at(x.back());
    const double sine = (move[0] * g[1] - move[1] * g[0]) / (move.norm() * g.norm());
    return std::abs(sine) > 1e-3 ? 1e6 : value;
  });
  const Options options{.observer = [&](const Progress& progress) {
    x.push_back(progress.x);
    return x.size() < kBlocked + 6;
  }};
  run_method(bfgs(), "scaling=none:look_ahead=no", f, Eigen::Vector2d(-1.2, 1.0), options);
  ASSERT_EQ(x.size(), kBlocked + 6);
  Square h = Square::Identity();
  for (std::size_t t = kBlocked; t + 1 < x.size(); ++t) {
    const Pair s = (x[t + 1] - x[t]).cast<long double>();
    const Pair along = -h * gradient_at(x[t]).cast<long double>();
    const long double sine = (s[0] * along[1] - s[1] * along[0]) / (s.norm() * along.norm());
    EXPECT_LE(std::abs(static_cast<double>(sine)), 1e-6) << t;
    const Pair y = (gradient_at(x[t + 1]) - gradient_at(x[t])).cast<long double>();
    if (t == kBlocked) h *= s.dot(y) / y.squaredNorm();
    h = updated(h, s, y);
  }
}

TEST(Bfgs, StepsBackFromWhereTheFunctionIsNotDefined) {
  expect_stays_where_the_function_is_defined(bfgs(), "search=strong_wolfe");
  expect_stays_where_the_function_is_defined(bfgs(), "search=hager_zhang");
}

TEST(Bfgs, StallsOnAGradientOfTheWrongSign) {
  expect_stalls_on_a_gradient_of_the_wrong_sign(bfgs());
}

TEST(Bfgs, RefusesDimensionsWhoseMatrixIsTooLarge) {
  const CountedFunction large(16385, quadratic(VectorXd::Ones(16385)));
  EXPECT_THROW(run_method(bfgs(), "", large, VectorXd::Ones(16385)), std::invalid_argument);
}

}  // namespace
}  // namespace ravine
