#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

#include "gradient/sources.h"
#include "ravine/function.h"

namespace ravine {
namespace {

std::unique_ptr<GradientSource> analytic() {
  const Entry<GradientSource> entry = sources::analytic();
  return entry.make(Spec("analytic").bind(entry.parameters, "gradient"));
}

// f(x) = x^2 with f'(x) = 2x.
TEST(Analytic, IsTheObjectivesOwnGradient) {
  int calls = 0;
  const auto f = [&](const VectorXd& x, VectorXd* gradient) {
    ++calls;
    if (gradient != nullptr) *gradient = 2.0 * x;
    return x.squaredNorm();
  };
  const FunctionObjective<decltype(f)> objective(f, 1);
  VectorXd gradient;
  Probes probes;
  for (const double x : {-3.0, 0.0, 0.5, 1e8}) {
    calls = 0;
    const VectorXd at = VectorXd::Constant(1, x);
    analytic()->gradient(objective, serial_executor(), at, std::nullopt, gradient, probes);
    EXPECT_EQ(gradient[0], 2.0 * x);
    EXPECT_EQ(analytic()->value_and_gradient(objective, serial_executor(), at, gradient, probes),
              x * x);
    EXPECT_EQ(calls, 2);
  }
  // Nothing was probed beside the point itself.
  EXPECT_EQ(probes.coordinate, -1);
  EXPECT_EQ(probes.non_finite, 0);
}

TEST(Analytic, CountsInItsOwnColumn) {
  for (const Index n : {1, 10, 1000}) {
    const GradientCost cost = analytic()->cost_with_value(n);
    EXPECT_EQ(cost.values, 1);
    EXPECT_EQ(cost.gradients, 1);
    EXPECT_EQ(analytic()->cost(n, true).gradients, 1);
  }
}

TEST(Analytic, LeavesNothingWhereTheObjectiveHasNoGradient) {
  const auto f = [](const VectorXd& x) { return x.sum(); };
  const FunctionObjective<decltype(f)> objective(f, 2);
  VectorXd gradient = VectorXd::Ones(2);
  Probes probes;
  analytic()->gradient(objective, serial_executor(), VectorXd::Zero(2), std::nullopt, gradient,
                       probes);
  EXPECT_EQ(gradient.size(), 0);
}

TEST(Analytic, TakesNoParameters) {
  EXPECT_THROW(Spec("analytic:h=1").bind(sources::analytic().parameters, "gradient"),
               std::invalid_argument);
}

}  // namespace
}  // namespace ravine
