#include <gtest/gtest.h>

#include <cmath>

#include "optimizer/method_test.h"
#include "optimizer/optimizers.h"

namespace ravine {
namespace {

using optimizers::momentum;

// With beta = 0 the velocity is the gradient.
TEST(Momentum, WithoutMemoryIsGradientDescentBitForBit) {
  const CountedFunction f(2, rosenbrock);
  const Eigen::Vector2d start(-1.2, 1.0);
  for (const std::string step : {"step=0.001", "step=0.002:policy=decreasing:rate=0.01"}) {
    const auto plain = iterates_of(optimizers::gradient_descent(), step, f, start, 500);
    const auto heavy = iterates_of(momentum(), step + ":beta=0", f, start, 500);
    ASSERT_EQ(plain.size(), 500U);
    EXPECT_EQ(plain, heavy);
  }
}

// In the form x_{t+1} = x_t - eta g(x_t) + beta (x_t - x_{t-1}) (Polyak 1964),
// which keeps no velocity.
TEST(Momentum, FollowsPolyaksTwoStepForm) {
  for (const long double beta : {0.1L, 0.7L, 0.9L}) {
    expect_follows(momentum(), "step=0.01:beta=" + std::to_string(static_cast<double>(beta)),
                   [beta] {
                     return [beta, before = 0.0L](long double x, int t, const Slope& g) mutable {
                       const long double moved = t == 1 ? 0.0L : x - before;
                       before = x;
                       return x - 0.01L * g(x) + beta * moved;
                     };
                   });
  }
}

// On f = x the gradient is 1 for ever: V_t = 1 + beta + ... + beta^(t-1), worked out by hand for
// beta = 1/2, eta = 1: x = 0, -1, -2.5, -4.25, -6.125.
TEST(Momentum, GathersSpeedOnASlope) {
  const CountedFunction f(1, [](const VectorXd& x, VectorXd* gradient) {
    if (gradient != nullptr) *gradient = VectorXd::Ones(1);
    return x[0];
  });
  const auto x = iterates_of(momentum(), "step=1:beta=0.5", f, VectorXd::Zero(1), 5);
  const double expected[] = {0.0, -1.0, -2.5, -4.25, -6.125};
  for (std::size_t t = 0; t < 5; ++t) EXPECT_EQ(x[t][0], expected[t]);
}

// In a ravine of condition 100 the best constant step of plain descent contracts by 99/101 a step,
// that of the heavy ball by (10 - 1)/(10 + 1) (Polyak 1987, sec. 3.2.1).
TEST(Momentum, NeedsFarFewerStepsInARavine) {
  const CountedFunction f(2, quadratic(Eigen::Vector2d(1.0, 100.0)));
  const Options options{.target = 1e-8};
  const Result plain = run_method(optimizers::gradient_descent(), "step=0.01980198", f,
                                  Eigen::Vector2d(1.0, 1.0), options);
  const Result heavy = run_method(momentum(), "step=0.033057851:beta=0.669421488", f,
                                  Eigen::Vector2d(1.0, 1.0), options);
  ASSERT_EQ(plain.status, Status::kTargetReached);
  ASSERT_EQ(heavy.status, Status::kTargetReached);
  EXPECT_GT(plain.f_evals, 5 * heavy.f_evals);
}

// With a constant step the moves of both are the same, but for rounding.
TEST(Momentum, IsTheHeavyBallWithoutRestartWhereTheStepIsConstant) {
  const CountedFunction f(2, rosenbrock);
  const Eigen::Vector2d start(-1.2, 1.0);
  const auto sums = iterates_of(momentum(), "step=0.001:beta=0.7", f, start, 200);
  const auto moves =
      iterates_of(optimizers::heavy_ball(), "step=0.001:beta=0.7:restart=none", f, start, 200);
  ASSERT_EQ(sums.size(), 200U);
  ASSERT_EQ(moves.size(), 200U);
  for (std::size_t t = 0; t < 200; ++t) EXPECT_LE((sums[t] - moves[t]).norm(), 1e-12) << t;
}

}  // namespace
}  // namespace ravine
