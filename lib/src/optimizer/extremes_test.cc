// What the methods with a line search do at the edge of floating point: values that rounding hides,
// gradients whose squares overflow, functions without a lower bound.
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "optimizer/method_test.h"
#include "optimizer/optimizers.h"
#include "optimizer/pseudo_huber_test.h"

namespace ravine {
namespace {

using namespace optimizers;

bool is_success(Status status) {
  return status == Status::kConverged || status == Status::kTargetReached;
}

/// A method with its parameters.
struct Method {
  Entry<Optimizer> entry;
  std::string parameters;
};

std::vector<Method> searching() {
  return {{lbfgs(), ""},
          {lbfgs(), "look_ahead=no:scaling=none"},
          {bfgs(), ""},
          {bfgs(), "search=hager_zhang"},
          {conjugate_gradient(), ""},
          {newton_cg(), ""}};
}

// The last digits of the value say nothing close to the minimum, but the slopes do. SciPy 1.10's
// L-BFGS-B converges in all of such 200 regressions, with 2741 evaluations.
TEST(Extremes, LbfgsConvergesWhereRoundingHidesTheDecrease) {
  Index evaluations = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const CountedFunction f = pseudo_huber(seed);
    const Result result = run_method(lbfgs(), "", f, VectorXd::Zero(5));
    EXPECT_EQ(result.status, Status::kConverged) << seed << ' ' << result.message;
    VectorXd gradient(5);
    f.value_and_gradient(result.x, gradient);
    EXPECT_LE(gradient.norm(), 1e-10) << seed;
    evaluations += result.f_evals;
  }
  EXPECT_LE(evaluations, 3200);
}

TEST(Extremes, EveryMethodWithALineSearchConvergesThere) {
  for (const Method& method : searching()) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
      const CountedFunction f = pseudo_huber(seed);
      const Result result = run_method(method.entry, method.parameters, f, VectorXd::Zero(5));
      EXPECT_EQ(result.status, Status::kConverged)
          << method.entry.name << ' ' << method.parameters << ' ' << seed << ' ' << result.message;
    }
  }
}

// 1e4 hides differences below 2e-12, and so gradients below 1e-5 at f'' = 800.
TEST(Extremes, ConvergedHoldsAtThePointThatIsReturned) {
  for (const double high : {0.0, 1e4, 1e8}) {
    for (const Method& method : searching()) {
      const CountedFunction f(2, [high](const VectorXd& x, VectorXd* gradient) {
        return high + rosenbrock(x, gradient);
      });
      const Result result =
          run_method(method.entry, method.parameters, f, Eigen::Vector2d(-1.2, 1.0));
      if (result.status != Status::kConverged) continue;
      VectorXd gradient(2);
      rosenbrock(result.x, &gradient);
      EXPECT_LE(gradient.norm(), 1e-10) << method.entry.name << ' ' << high;
      EXPECT_EQ(result.x, result.last_x) << method.entry.name << ' ' << high;
    }
  }
}

// exp(x) - x, lowest at 0 with 1. At 400 the gradient is 5e173, whose square overflows.
TEST(Extremes, AGradientWhoseSquareOverflowsIsNoEnd) {
  for (const Method& method : searching()) {
    const CountedFunction f(1, [](const VectorXd& x, VectorXd* gradient) {
      if (gradient != nullptr) *gradient = VectorXd::Constant(1, std::expm1(x[0]));
      return std::exp(x[0]) - x[0];
    });
    const Result result =
        run_method(method.entry, method.parameters, f, VectorXd::Constant(1, 400.0));
    EXPECT_EQ(result.status, Status::kConverged) << method.entry.name << ' ' << result.message;
    EXPECT_NEAR(result.value, 1.0, 1e-12) << method.entry.name;
  }
}

// (x - 3)^2 + (y - 1)^2 from a start beside which no share of x is a step.
TEST(Extremes, AStartCloseToZeroIsNoScale) {
  for (const Method& method : searching()) {
    const CountedFunction f(2, [](const VectorXd& x, VectorXd* gradient) {
      const Eigen::Vector2d e(x[0] - 3.0, x[1] - 1.0);
      if (gradient != nullptr) *gradient = 2.0 * e;
      return e.squaredNorm();
    });
    const Result result =
        run_method(method.entry, method.parameters, f, Eigen::Vector2d(1e-40, 0.0));
    EXPECT_EQ(result.status, Status::kConverged) << method.entry.name << ' ' << result.message;
    EXPECT_LE(result.f_evals, 10) << method.entry.name;
  }
}

// -x_0, -|x|^2 and x_0^3 have no lower bound. No point that is not finite is asked for.
TEST(Extremes, WhatFallsWithoutBoundHasDiverged) {
  const std::vector<CountedFunction::Function> functions = {
      [](const VectorXd& x, VectorXd* gradient) {
        EXPECT_TRUE(x.allFinite());
        if (gradient != nullptr) *gradient = -Eigen::Vector2d::Unit(0);
        return -x[0];
      },
      [](const VectorXd& x, VectorXd* gradient) {
        EXPECT_TRUE(x.allFinite());
        if (gradient != nullptr) *gradient = -2.0 * x;
        return -x.squaredNorm();
      },
      [](const VectorXd& x, VectorXd* gradient) {
        EXPECT_TRUE(x.allFinite());
        if (gradient != nullptr) *gradient = Eigen::Vector2d(3.0 * x[0] * x[0], 0.0);
        return x[0] * x[0] * x[0];
      }};
  for (std::size_t i = 0; i < functions.size(); ++i) {
    const CountedFunction f(2, functions[i]);
    const Eigen::Vector2d start(-1.0, 0.5);
    for (const Method& method : {Method{lbfgs(), ""}, Method{bfgs(), ""}, Method{nelder_mead(), ""},
                                 Method{conjugate_gradient(), ""}}) {
      const Result result = run_method(method.entry, method.parameters, f, start);
      EXPECT_EQ(result.status, Status::kDiverged)
          << method.entry.name << ' ' << i << ' ' << result.value << ' ' << result.message;
    }
    for (const Method& method : {Method{newton_cg(), ""}, Method{spsa(), "alpha=1000"},
                                 Method{two_point(), ""}, Method{random_search(), ""}}) {
      const Result result = run_method(method.entry, method.parameters, f, start);
      EXPECT_FALSE(is_success(result.status)) << method.entry.name << ' ' << i;
    }
  }
}

// Rosenbrock's function without values where x_0 > -1: the lowest at the edge is 4, and 4.64 beside
// it is no minimum.
TEST(Extremes, AWallOfNanIsNoConvergence) {
  for (const Method& method : {Method{two_point(), ""}, Method{nelder_mead(), ""}}) {
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
      const CountedFunction f(2, [](const VectorXd& x, VectorXd* gradient) {
        return x[0] > -1.0 ? std::nan("") : rosenbrock(x, gradient);
      });
      const Result result =
          run_method(method.entry, "", f, Eigen::Vector2d(-1.2, 1.0), {.seed = seed});
      EXPECT_FALSE(is_success(result.status))
          << method.entry.name << ' ' << result.value << ' ' << result.message;
    }
  }
}

// |x|_1 in three dimensions, lowest at 0.
TEST(Extremes, TwoPointDoesNotConvergeOnAKink) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const CountedFunction f(3, [](const VectorXd& x, VectorXd*) { return x.lpNorm<1>(); });
    const Result result =
        run_method(two_point(), "", f, Eigen::Vector3d(3.0, -2.0, 1.0), {.seed = seed});
    if (is_success(result.status)) {
      EXPECT_LE(result.value, 1e-3) << seed;
    }
  }
}

// With 1e-9 two equal values are no sign that nothing is left to gain.
TEST(Extremes, TheSameValueTwiceIsNoConvergence) {
  for (const Method& method : {Method{random_search(), ""}, Method{nelder_mead(), ""},
                               Method{cma_es(), ""}, Method{two_point(), ""}, Method{spsa(), ""}}) {
    const CountedFunction f(2, rosenbrock);
    const Result result =
        run_method(method.entry, "", f, Eigen::Vector2d(-1.2, 1.0), {.value_tolerance = 1e-9});
    if (is_success(result.status)) {
      EXPECT_LE(result.value, 1e-3) << method.entry.name;
    }
  }
}

}  // namespace
}  // namespace ravine
