#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "optimizer/method_test.h"
#include "optimizer/optimizers.h"

namespace ravine {
namespace {

using optimizers::accelerated_gradient;

// Beck & Teboulle 2009, theorem 4.4: f(x_k) - f* <= 2 alpha L |x_0 - x*|^2 / (k + 1)^2 on any
// convex f, alpha = 2 being the factor of the doublings, without the relaxation.
TEST(AcceleratedGradient, KeepsTheBoundOfTheTheory) {
  const Index n = 60;
  const VectorXd lambda = Eigen::ArrayXd::LinSpaced(n, std::log(1e-4), 0.0).exp();
  for (const char* restart : {"none", "gradient", "function"}) {
    for (Index steps = 2; steps <= 300; steps += 7) {
      const CountedFunction f(n, quadratic(lambda));
      Index seen = 0;
      const Result result = run_method(
          accelerated_gradient(), std::string("relaxation=1:restart=") + restart, f,
          VectorXd::Ones(n), {.observer = [&](const Progress&) { return ++seen <= steps; }});
      const auto k = static_cast<double>(steps);
      EXPECT_LE(result.value, 4.0 * static_cast<double>(n) / ((k + 1.0) * (k + 1.0)))
          << restart << ' ' << steps;
    }
  }
}

// Without restarts the momentum overshoots and the error ripples; with them the convergence is
// linear at the rate of the best momentum (O'Donoghue & Candès 2015, section 4).
TEST(AcceleratedGradient, RestartsMakeItLinearInARavine) {
  const CountedFunction f(2, quadratic(Eigen::Vector2d(1.0, 1000.0)));
  const auto evaluations = [&](const std::string& restart) {
    const Result result = run_method(accelerated_gradient(), "restart=" + restart, f,
                                     Eigen::Vector2d(1.0, 1.0), {.target = 1e-14});
    EXPECT_EQ(result.status, Status::kTargetReached) << restart << result.message;
    return result.f_evals;
  };
  EXPECT_LT(3 * evaluations("gradient"), evaluations("none"));
  EXPECT_LT(3 * evaluations("function"), evaluations("none"));
}

TEST(AcceleratedGradient, NeedsFarFewerStepsThanPlainDescent) {
  const CountedFunction f(2, quadratic(Eigen::Vector2d(1.0, 1000.0)));
  const Options options{.max_evaluations = 100000, .target = 1e-8};
  const Eigen::Vector2d start(1.0, 1.0);
  const Result plain =
      run_method(optimizers::gradient_descent(), "step=0.001998", f, start, options);
  const Result accelerated = run_method(accelerated_gradient(), "", f, start, options);
  ASSERT_EQ(plain.status, Status::kTargetReached);
  ASSERT_EQ(accelerated.status, Status::kTargetReached);
  EXPECT_GT(plain.f_evals, 5 * accelerated.f_evals);
}

TEST(AcceleratedGradient, FindsTheScaleOfTheFunctionItself) {
  for (const double scale : {1e-12, 1e-4, 1.0, 1e8, 1e100}) {
    const CountedFunction f(2, quadratic(scale * Eigen::Vector2d(1.0, 30.0)));
    const Result result = run_method(accelerated_gradient(), "", f, Eigen::Vector2d(1.0, 1.0),
                                     {.target = 1e-10 * scale, .gradient_tolerance = 0.0});
    EXPECT_EQ(result.status, Status::kTargetReached) << scale << result.message;
    EXPECT_LE(result.f_evals, 300) << scale;
  }
}

TEST(AcceleratedGradient, SolvesRosenbrock) {
  const CountedFunction f(2, rosenbrock);
  const Result result =
      run_method(accelerated_gradient(), "", f, Eigen::Vector2d(-1.2, 1.0), {.target = 1e-10});
  EXPECT_EQ(result.status, Status::kTargetReached) << result.message;
  EXPECT_EQ(result.f_evals, f.values);
  EXPECT_EQ(result.g_evals, f.gradients);
}

// x - log x on x > 0, lowest at 1: neither the steps nor the looks ahead may end in the hole.
TEST(AcceleratedGradient, StepsBackFromWhereTheFunctionIsNotDefined) {
  const CountedFunction f(1, [](const VectorXd& x, VectorXd* gradient) {
    if (gradient != nullptr) *gradient = VectorXd::Constant(1, 1.0 - 1.0 / x[0]);
    return x[0] - std::log(x[0]);
  });
  for (const double start : {1e-3, 0.5, 40.0}) {
    const Result result = run_method(accelerated_gradient(), "", f, VectorXd::Constant(1, start),
                                     {.target = 1.0 + 1e-10});
    EXPECT_EQ(result.status, Status::kTargetReached) << start << ' ' << result.message;
  }
}

// The formulas of the method's head, with L halved by no more than its relaxation.
TEST(AcceleratedGradient, FollowsTheRecurrence) {
  const Eigen::Vector2d lambda(1.0, 0.1);
  const CountedFunction f(2, quadratic(lambda));
  const auto found = iterates_of(accelerated_gradient(), "relaxation=0.8:restart=none", f,
                                 Eigen::Vector2d(1.0, 1.0), 40);
  ASSERT_EQ(found.size(), 40U);
  Eigen::Vector2d y(1.0, 1.0);
  Eigen::Vector2d x = y;
  double theta = 1.0;
  double lipschitz = lambda.cwiseProduct(y).norm();
  for (const VectorXd& at : found) {
    EXPECT_LE((at - y).norm(), 1e-9);
    const Eigen::Vector2d g = lambda.cwiseProduct(y);
    while (f.value(y - g / lipschitz) > f.value(y) - g.squaredNorm() / (2.0 * lipschitz))
      lipschitz *= 2.0;
    const Eigen::Vector2d next = y - g / lipschitz;
    const double grown = 0.5 * (1.0 + std::sqrt(1.0 + 4.0 * theta * theta));
    y = next + (theta - 1.0) / grown * (next - x);
    x = next;
    theta = grown;
    lipschitz *= 0.8;
  }
}

}  // namespace
}  // namespace ravine
