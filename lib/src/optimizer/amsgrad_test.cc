#include <gtest/gtest.h>

#include <cmath>

#include "optimizer/adam_family_test.h"
#include "optimizer/optimizers.h"

namespace ravine {
namespace {

using optimizers::amsgrad;

// Reddi, Kale & Kumar 2018, algorithm 2, one coordinate in long double.
TEST(AmsGrad, FollowsThePaper) {
  expect_follows_paper(amsgrad(), "", [](const AdamParameters& c) {
    return [c, m = 0.0L, v = 0.0L, v_hat = 0.0L](long double x, int, const Slope& slope) mutable {
      const long double g = slope(x);
      m = c.beta1 * m + (1.0L - c.beta1) * g;
      v = c.beta2 * v + (1.0L - c.beta2) * g * g;
      v_hat = std::max(v_hat, v);
      return x - c.alpha * m / (std::sqrt(v_hat) + c.epsilon);
    };
  });
}

// The paper's own counter-example (section 3, Theorem 1): slopes C, -1, -1 over and over, lowest at
// -1 on [-1, 1]; with beta1 = 0 and beta2 = 1 / (1 + C^2) Adam drifts to +1, AMSGrad does not.
TEST(AmsGrad, DoesNotForgetARareLargeSlope) {
  constexpr double kLarge = 3.0;
  const auto drift = [](const Entry<Optimizer>& entry) {
    int calls = 0;
    const CountedFunction f(1, [&calls](const VectorXd& x, VectorXd* gradient) {
      const double slope = calls++ % 3 == 0 ? kLarge : -1.0;
      if (gradient != nullptr) *gradient = VectorXd::Constant(1, slope);
      return slope * x[0];
    });
    const auto x = iterates_of(entry, "step=0.001:beta1=0:beta2=0.1", f, VectorXd::Zero(1), 601);
    return x.back()[0];
  };
  EXPECT_LT(drift(amsgrad()), -0.05);
  EXPECT_GT(drift(optimizers::adam()), 0.05);
}

TEST(AmsGrad, SolvesRosenbrock) { expect_reaches_rosenbrocks_minimum(amsgrad(), "step=0.05"); }

}  // namespace
}  // namespace ravine
