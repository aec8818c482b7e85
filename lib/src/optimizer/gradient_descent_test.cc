#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "optimizer/method_test.h"
#include "optimizer/optimizers.h"

namespace ravine {
namespace {

using optimizers::gradient_descent;

TEST(GradientDescent, EndsAtOnceWhereTheGradientIsZero) {
  for (const char* parameters : {"", "policy=optimal", "policy=optimal:search=strong_wolfe",
                                 "policy=optimal:search=hager_zhang", "policy=backtracking"}) {
    const CountedFunction f(2, quadratic(Eigen::Vector2d(1.0, 5.0)));
    const Result result = run_method(gradient_descent(), parameters, f, VectorXd::Zero(2));
    EXPECT_EQ(result.status, Status::kConverged) << parameters;
    EXPECT_EQ(result.f_evals, 1);
    EXPECT_EQ(f.values, 1);
    EXPECT_EQ(result.value, 0.0);
  }
}

TEST(GradientDescent, FollowsItsRule) {
  expect_follows(gradient_descent(), "step=0.02", [] {
    return [](long double x, int, const Slope& g) { return x - 0.02L * g(x); };
  });
}

// each decreasing schedule, by its formula.
TEST(GradientDescent, FollowsEachSchedule) {
  const auto decreasing = [](const std::string& parameters, long double (*eta)(int t)) {
    expect_follows(gradient_descent(), "policy=decreasing:step=0.05:" + parameters, [eta] {
      return [eta](long double x, int t, const Slope& g) { return x - eta(t) * g(x); };
    });
  };
  decreasing("decay=inverse:rate=0.5", [](int t) { return 0.05L / (1.0L + 0.5L * (t - 1)); });
  decreasing("decay=inverse_sqrt:rate=1",
             [](int t) { return 0.05L / std::sqrt(static_cast<long double>(t)); });
  decreasing("decay=exponential:rate=0.1", [](int t) { return 0.05L * std::exp(-0.1L * (t - 1)); });
  decreasing("decay=step:factor=0.5:period=20",
             [](int t) { return 0.05L * std::pow(0.5L, (t - 1) / 20); });
  decreasing("decay=cosine:period=50", [](int t) {
    const long double past = std::min(1.0L, (t - 1) / 50.0L);
    return 0.025L * (1.0L + std::cos(3.14159265358979323846L * past));
  });
}

TEST(GradientDescent, ContractsEachAxisOfAQuadraticByItsFactor) {
  // x_t = (1 - eta lambda)^t x_0; the steep axis oscillates.
  const CountedFunction f(2, quadratic(Eigen::Vector2d(1.0, 15.0)));
  const auto x = iterates_of(gradient_descent(), "step=0.1", f, Eigen::Vector2d(1.0, 1.0), 40);
  for (std::size_t t = 0; t < x.size(); ++t) {
    EXPECT_NEAR(x[t][0], std::pow(0.9, t), 1e-14);
    EXPECT_NEAR(x[t][1], std::pow(-0.5, t), 1e-14);
  }
}

TEST(GradientDescent, TooLongAStepDivergesAndSaysSo) {
  // eta = 2.5 / lambda multiplies x by -1.5 a step.
  for (const double lambda : {1.0, 1e6}) {
    const CountedFunction f(1, quadratic(VectorXd::Constant(1, lambda)));
    const Result result = run_method(gradient_descent(), "step=" + std::to_string(2.5 / lambda), f,
                                     VectorXd::Ones(1));
    EXPECT_EQ(result.status, Status::kDiverged);
    EXPECT_EQ(result.x[0], 1.0);
    EXPECT_EQ(result.value, 0.5 * lambda);
  }
  // A quartic overflows before the growth can be seen.
  const CountedFunction quartic(1, [](const VectorXd& x, VectorXd* gradient) {
    if (gradient != nullptr) *gradient = 4.0 * x.array().cube();
    return std::pow(x[0], 4);
  });
  EXPECT_EQ(run_method(gradient_descent(), "step=10", quartic, VectorXd::Ones(1)).status,
            Status::kDiverged);
}

// `optimal` is exact on a quadratic, where the best step is g'g / g'Ag (Cauchy
// 1847; Nocedal & Wright 2006, eq. 3.26), at two values and one gradient a step.
TEST(GradientDescent, TheOptimalStepIsExactOnAQuadratic) {
  for (const char* search : {"brent", "strong_wolfe", "hager_zhang"}) {
    for (const double first : {1e-3, 0.01, 10.0}) {
      const VectorXd lambda = Eigen::Vector3d(1.0, 7.0, 30.0);
      const CountedFunction f(3, quadratic(lambda));
      const std::string parameters =
          std::string("policy=optimal:search=") + search + ":step=" + std::to_string(first);
      const auto x = iterates_of(gradient_descent(), parameters, f, Eigen::Vector3d(3, 2, 1), 12);
      ASSERT_EQ(x.size(), 12U);
      for (std::size_t t = 1; t < x.size(); ++t) {
        const VectorXd g = lambda.cwiseProduct(x[t - 1]);
        const double step = g.squaredNorm() / g.dot(lambda.cwiseProduct(g));
        EXPECT_LE((x[t - 1] - step * g - x[t]).norm(), 1e-6 * (step * g).norm()) << parameters;
      }
      EXPECT_EQ(f.gradients, 12);
      EXPECT_EQ(f.values - f.gradients, 2 * 11);
    }
  }
}

TEST(GradientDescent, TheSearchedStepReachesTheTargetOffQuadratics) {
  for (const char* parameters : {"policy=optimal", "policy=optimal:search=strong_wolfe",
                                 "policy=optimal:search=hager_zhang", "policy=backtracking"}) {
    const CountedFunction f(2, rosenbrock);
    const Result result = run_method(gradient_descent(), parameters, f, Eigen::Vector2d(-1.2, 1.0),
                                     {.max_evaluations = 200000, .target = 1e-7});
    EXPECT_EQ(result.status, Status::kTargetReached) << parameters;
    EXPECT_EQ(result.f_evals, f.values);
    EXPECT_EQ(result.g_evals, f.gradients);
  }
}

// Armijo's condition holds at each step, from a first step that is far too long or too short.
TEST(GradientDescent, BacktrackingLowersTheValueEnoughAtEachStep) {
  for (const char* step : {"1e-4", "1", "1e6"}) {
    const CountedFunction f(2, rosenbrock);
    const auto x = iterates_of(gradient_descent(), std::string("policy=backtracking:step=") + step,
                               f, Eigen::Vector2d(-1.2, 1.0), 200);
    ASSERT_EQ(x.size(), 200U);
    for (std::size_t t = 1; t < x.size(); ++t) {
      VectorXd gradient(2);
      const double before = rosenbrock(x[t - 1], &gradient);
      const double eta = (x[t] - x[t - 1]).norm() / gradient.norm();
      EXPECT_LE(f.value(x[t]), before - 0.99e-4 * eta * gradient.squaredNorm()) << step << ' ' << t;
    }
  }
}

TEST(GradientDescent, RefusesParametersThatDoNotApply) {
  for (const char* parameters :
       {"search=brent", "policy=decreasing:search=brent", "policy=optimal:rate=1",
        "policy=backtracking:search=brent", "policy=backtracking:decay=cosine",
        "policy=optimal:warm_up=5", "beta=0.5"}) {
    EXPECT_THROW(make_method(gradient_descent(), parameters), std::invalid_argument) << parameters;
  }
}

// The first trial is twice the last step, so that steps can grow: on x^2 from 1 the second of 0.25
// is at the minimum.
TEST(GradientDescent, BacktracksFromTwiceTheLastStep) {
  const CountedFunction f(1, quadratic(VectorXd::Constant(1, 2.0)));
  const auto x = iterates_of(optimizers::gradient_descent(), "policy=backtracking:step=0.25", f,
                             VectorXd::Ones(1), 2);
  ASSERT_EQ(x.size(), 2U);
  EXPECT_EQ(x[1][0], 0.0);
}

}  // namespace
}  // namespace ravine
