#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

#include "optimizer/adam_family_test.h"
#include "optimizer/optimizers.h"

namespace ravine {
namespace {

using optimizers::adam;

// Kingma & Ba 2015, algorithm 1 line by line, one coordinate in long double.
TEST(Adam, FollowsThePaper) {
  expect_follows_paper(adam(), "", [](const AdamParameters& c) {
    return [c, m = 0.0L, v = 0.0L](long double theta, int t, const Slope& slope) mutable {
      const long double g = slope(theta);
      m = c.beta1 * m + (1.0L - c.beta1) * g;
      v = c.beta2 * v + (1.0L - c.beta2) * g * g;
      const long double m_hat = m / corrected(c.beta1, t);
      const long double v_hat = v / corrected(c.beta2, t);
      return theta - c.alpha * m_hat / (std::sqrt(v_hat) + c.epsilon);
    };
  });
}

// The corrected moments of a constant slope are the slope and its square from the first step on,
// so each step is eta (section 2.1 of the paper).
TEST(Adam, StepsAreEtaOnAConstantSlope) {
  for (const double slope : {-1e-6, 1.0, 1e6}) {
    const CountedFunction f(1, [slope](const VectorXd& x, VectorXd* gradient) {
      if (gradient != nullptr) *gradient = VectorXd::Constant(1, slope);
      return slope * x[0];
    });
    const auto x = iterates_of(adam(), "step=0.1:epsilon=1e-300", f, VectorXd::Zero(1), 100);
    for (std::size_t t = 1; t < x.size(); ++t) {
      EXPECT_NEAR(x[t - 1][0] - x[t][0], std::copysign(0.1, slope), 1e-12);
    }
  }
}

// Steps do not depend on the scale of the function (section 1 of the paper).
TEST(Adam, IsIndifferentToTheScaleOfTheFunction) {
  const auto path = [](double scale) {
    const CountedFunction f(2, [scale](const VectorXd& x, VectorXd* gradient) {
      const double value = rosenbrock(x, gradient);
      if (gradient != nullptr) *gradient *= scale;
      return scale * value;
    });
    return iterates_of(adam(), "step=0.01:epsilon=1e-300", f, Eigen::Vector2d(-1.2, 1.0), 300);
  };
  const auto x = path(1.0);
  const auto scaled = path(1024.0);
  ASSERT_EQ(x.size(), scaled.size());
  for (std::size_t t = 0; t < x.size(); ++t) EXPECT_LE((x[t] - scaled[t]).norm(), 1e-9) << t;
}

TEST(Adam, SolvesRosenbrock) { expect_reaches_rosenbrocks_minimum(adam(), "step=0.02"); }

TEST(Adam, RefusesABetaOfOne) {
  EXPECT_THROW(make_method(adam(), "beta1=1"), std::invalid_argument);
  EXPECT_THROW(make_method(adam(), "beta2=1"), std::invalid_argument);
}

}  // namespace
}  // namespace ravine
