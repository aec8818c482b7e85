#include <gtest/gtest.h>

#include <cmath>

#include "optimizer/adam_family_test.h"
#include "optimizer/optimizers.h"

namespace ravine {
namespace {

using optimizers::adabelief;

// Zhuang et al. 2020, algorithm 2, one coordinate in long double.
TEST(AdaBelief, FollowsThePaper) {
  expect_follows_paper(adabelief(), "", [](const AdamParameters& c) {
    return [c, m = 0.0L, s = 0.0L](long double x, int t, const Slope& slope) mutable {
      const long double g = slope(x);
      m = c.beta1 * m + (1.0L - c.beta1) * g;
      s = c.beta2 * s + (1.0L - c.beta2) * (g - m) * (g - m) + c.epsilon;
      const long double m_hat = m / corrected(c.beta1, t);
      const long double s_hat = s / corrected(c.beta2, t);
      return x - c.alpha * m_hat / (std::sqrt(s_hat) + c.epsilon);
    };
  });
}

// Section 2.2 of the paper: where the slope stays the same the belief in it grows and so do the
// steps, beyond Adam's eta.
TEST(AdaBelief, TakesLongStepsOnASteadySlope) {
  const CountedFunction f(1, [](const VectorXd& x, VectorXd* gradient) {
    if (gradient != nullptr) *gradient = VectorXd::Constant(1, 5.0);
    return 5.0 * x[0];
  });
  const auto x = iterates_of(adabelief(), "step=0.01", f, VectorXd::Zero(1), 200);
  ASSERT_EQ(x.size(), 200U);
  EXPECT_GT(x[198][0] - x[199][0], 0.02);
  EXPECT_GT(x[198][0] - x[199][0], x[98][0] - x[99][0]);
}

TEST(AdaBelief, SolvesRosenbrock) { expect_reaches_rosenbrocks_minimum(adabelief(), "step=0.02"); }

}  // namespace
}  // namespace ravine
