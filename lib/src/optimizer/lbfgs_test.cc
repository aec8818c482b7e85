#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

#include "optimizer/descent_test.h"
#include "optimizer/optimizers.h"

namespace ravine {
namespace {

using optimizers::lbfgs;

TEST(Lbfgs, SolvesRosenbrockFromManyStarts) { expect_solves_rosenbrock(lbfgs(), "", 150); }

// On c/2 |x|^2 the first pair gives the inverse Hessian I/c exactly (Nocedal & Wright 2006, eq.
// 7.20), so the second step is Newton's and the third evaluation is at the minimum.
TEST(Lbfgs, IsNewtonAfterOneStepOnASphere) {
  for (const double c : {1e-3, 0.5, 3.0, 1e4}) {
    for (const Index n : {1, 2, 50}) {
      const CountedFunction f(n, quadratic(VectorXd::Constant(n, c)));
      const auto x = iterates_of(lbfgs(), "", f, VectorXd::Ones(n), 3);
      ASSERT_GE(x.size(), 2U);
      EXPECT_LE(x.back().norm(), 1e-12 * std::sqrt(n)) << c << ' ' << n;
    }
  }
}

// BFGS with exact steps ends in n of them on a quadratic (Nocedal & Wright 2006, theorem 6.4); with
// the loose steps in use a small multiple is left.
TEST(Lbfgs, EndsInAFewTimesTheDimensionOnAQuadratic) {
  for (const Index n : {2, 5, 10, 20}) {
    const VectorXd lambda =
        Eigen::ArrayXd::LinSpaced(n, 0.0, std::log(100.0)).exp();  // condition 100
    const CountedFunction f(n, quadratic(lambda));
    const Result result = run_method(lbfgs(), "memory=30", f, VectorXd::Ones(n));
    EXPECT_EQ(result.status, Status::kConverged);
    EXPECT_LE(result.steps, 4 * n + 10) << n;
    EXPECT_LE(result.f_evals, result.steps + 10) << n;  // nearly always the first trial
  }
}

// c/2 |x|^2 falls to 0, as the first trial supposes, so that it is at the minimum already.
TEST(Lbfgs, TakesTheFirstStepOfAParabolaThatFallsToZero) {
  for (const double c : {1.5, 3.0, 1e4, 1e9}) {
    const CountedFunction f(3, quadratic(VectorXd::Constant(3, c)));
    const Result result = run_method(lbfgs(), "", f, VectorXd::Ones(3), {.target = 1e-12 * c});
    EXPECT_EQ(result.status, Status::kTargetReached) << c;
    EXPECT_EQ(result.f_evals, 2) << c;
  }
}

// In one dimension a pair is a chord of the slope, y = g' - g. Where f is a cubic, Biggs's scaling
// turns the chord into the slope's own derivative. So the third step on f = x^3/3 + x^2/2 is
// Newton's, x - f'/f''. A secant's would be far from it.
TEST(Lbfgs, TakesNewtonsStepOnACubic) {
  const CountedFunction f(1, [](const VectorXd& x, VectorXd* gradient) {
    if (gradient != nullptr) *gradient = x.array().square() + x.array();
    return x[0] * x[0] * x[0] / 3.0 + x[0] * x[0] / 2.0;
  });
  const auto x = iterates_of(lbfgs(), "memory=1", f, VectorXd::Constant(1, 2.0), 3);
  ASSERT_EQ(x.size(), 3U);
  const double at = x[1][0];
  EXPECT_NEAR(x[2][0], at - (at * at + at) / (2.0 * at + 1.0), 1e-12);
  EXPECT_GT(std::abs(at), 1e-3);
}

/// Freudenstein & Roth 1963 (Moré, Garbow & Hillstrom 1981, function 2): 0 at (5, 4), and 48.98 in
/// another valley, at (11.41, -0.90).
double freudenstein_roth(const VectorXd& x, VectorXd* gradient) {
  const double y = x[1];
  const double a = -13.0 + x[0] + ((5.0 - y) * y - 2.0) * y;
  const double b = -29.0 + x[0] + ((y + 1.0) * y - 14.0) * y;
  if (gradient != nullptr) {
    *gradient = Eigen::Vector2d(2.0 * (a + b), 2.0 * (a * (10.0 * y - 3.0 * y * y - 2.0) +
                                                      b * (3.0 * y * y + 2.0 * y - 14.0)));
  }
  return a * a + b * b;
}

// The steepest descent from the standard start leads into the higher valley; the lower one lies
// beyond a hill of 2000, ten times as far as f would fall to 0.
TEST(Lbfgs, LooksBeyondAHillOnItsFirstStep) {
  const CountedFunction f(2, freudenstein_roth);
  const Result result = run_method(lbfgs(), "", f, Eigen::Vector2d(0.5, -2.0), {.target = 1e-10});
  EXPECT_EQ(result.status, Status::kTargetReached) << result.message;
  EXPECT_LE((result.x - Eigen::Vector2d(5.0, 4.0)).norm(), 1e-4);
  EXPECT_LE(result.f_evals, 20);
  EXPECT_EQ(result.f_evals, f.values);
}

// exp(-x) + x / 100 is steep at -8 and all but flat at 12, ten times as far as the parabola's step:
// lower, but with no minimum shortly before it.
TEST(Lbfgs, ComesBackFromALookAtAPlain) {
  const CountedFunction f(1, [](const VectorXd& x, VectorXd* gradient) {
    if (gradient != nullptr) *gradient = VectorXd::Constant(1, 0.01 - std::exp(-x[0]));
    return std::exp(-x[0]) + 0.01 * x[0];
  });
  const auto x = iterates_of(lbfgs(), "", f, VectorXd::Constant(1, -8.0), 2);
  ASSERT_EQ(x.size(), 2U);
  EXPECT_LT(x[1][0], 11.0);
}

// The values of the same function, raised, lose the digits that tell its cubic from a parabola.
TEST(Lbfgs, ConvergesWhereRoundOffHidesTheCubic) {
  for (const double offset : {0.0, 1.0, 1e4}) {
    const CountedFunction f(2, [offset](const VectorXd& x, VectorXd* gradient) {
      return offset + rosenbrock(x, gradient);
    });
    const Result result =
        run_method(lbfgs(), "", f, Eigen::Vector2d(-1.2, 1.0), {.gradient_tolerance = 1e-6});
    EXPECT_EQ(result.status, Status::kConverged) << offset << ' ' << result.message;
    EXPECT_LE(result.f_evals, 80) << offset;
  }
}

TEST(Lbfgs, EachStepLowersTheValue) {
  const CountedFunction f(2, rosenbrock);
  const auto x = iterates_of(lbfgs(), "memory=3", f, Eigen::Vector2d(-1.2, 1.0), 100);
  for (std::size_t t = 1; t < x.size(); ++t) EXPECT_LT(f.value(x[t]), f.value(x[t - 1]));
}

TEST(Lbfgs, WorksWithAnyMemoryAndMoreIsBetterInARavine) {
  const Index n = 40;
  const VectorXd lambda = Eigen::ArrayXd::LinSpaced(n, 0.0, std::log(1e4)).exp();
  const auto evaluations = [&](const char* memory) {
    const CountedFunction f(n, quadratic(lambda));
    const Result result = run_method(lbfgs(), memory, f, VectorXd::Ones(n), {.target = 1e-10});
    EXPECT_EQ(result.status, Status::kTargetReached) << memory;
    return result.f_evals;
  };
  EXPECT_LT(evaluations("memory=40"), evaluations("memory=1"));
  EXPECT_THROW(make_method(lbfgs(), "memory=0"), std::invalid_argument);
}

TEST(Lbfgs, StepsBackFromWhereTheFunctionIsNotDefined) {
  expect_stays_where_the_function_is_defined(lbfgs());
}

TEST(Lbfgs, StallsOnAGradientOfTheWrongSign) {
  expect_stalls_on_a_gradient_of_the_wrong_sign(lbfgs());
}

// Each step is along -H g, where H is made of the last two pairs by the textbook's update from
// s'y / y'y (Nocedal & Wright 2006, eq. 7.19 and 7.20).
TEST(Lbfgs, FollowsItsLastPairs) {
  const VectorXd lambda = Eigen::Vector4d(1.0, 3.0, 9.0, 20.0);
  const CountedFunction f(4, quadratic(lambda));
  const auto x = iterates_of(lbfgs(), "memory=2:scaling=none:look_ahead=no", f,
                             Eigen::Vector4d(1.0, -0.5, 0.3, 0.8), 12);
  ASSERT_EQ(x.size(), 12U);
  for (std::size_t t = 1; t + 1 < x.size(); ++t) {
    Eigen::Matrix4d h = Eigen::Matrix4d::Identity();
    for (std::size_t k = t < 2 ? 0 : t - 2; k < t; ++k) {
      const Eigen::Vector4d last_s = x[t] - x[t - 1];
      const Eigen::Vector4d last_y = lambda.cwiseProduct(last_s);
      if (k == 0 || k + 2 == t) h *= last_s.dot(last_y) / last_y.squaredNorm();
      const Eigen::Vector4d s = x[k + 1] - x[k];
      const Eigen::Vector4d y = lambda.cwiseProduct(s);
      const double rho = 1.0 / s.dot(y);
      const Eigen::Matrix4d left = Eigen::Matrix4d::Identity() - rho * s * y.transpose();
      h = (left * h * left.transpose() + rho * s * s.transpose()).eval();
    }
    const Eigen::Vector4d step = (x[t + 1] - x[t]).normalized();
    const Eigen::Vector4d along = (-h * lambda.cwiseProduct(x[t])).normalized();
    EXPECT_LE((step - along).norm(), 1e-6) << t;
  }
}

}  // namespace
}  // namespace ravine
