#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "optimizer/adam_family_test.h"
#include "optimizer/optimizers.h"

namespace ravine {
namespace {

using optimizers::adamw;

// Loshchilov & Hutter 2019, algorithm 2 line by line, one coordinate in long
// double.
TEST(AdamW, FollowsThePaper) {
  for (const auto& [own, decay] :
       {std::pair{":weight_decay=0", 0.0L}, std::pair{":weight_decay=0.25", 0.25L}}) {
    expect_follows_paper(adamw(), own, [decay = decay](const AdamParameters& c) {
      return [c, decay, m = 0.0L, v = 0.0L](long double theta, int t, const Slope& slope) mutable {
        const long double g = slope(theta);
        m = c.beta1 * m + (1.0L - c.beta1) * g;
        v = c.beta2 * v + (1.0L - c.beta2) * g * g;
        const long double m_hat = m / corrected(c.beta1, t);
        const long double v_hat = v / corrected(c.beta2, t);
        return theta - c.alpha * m_hat / (std::sqrt(v_hat) + c.epsilon) - c.alpha * decay * theta;
      };
    });
  }
}

TEST(AdamW, WithoutDecayIsAdam) {
  const CountedFunction f(2, rosenbrock);
  const Eigen::Vector2d start(-1.2, 1.0);
  const auto x = iterates_of(adamw(), "step=0.01:weight_decay=0", f, start, 300);
  const auto adam = iterates_of(optimizers::adam(), "step=0.01", f, start, 300);
  ASSERT_EQ(x.size(), 300U);
  for (std::size_t t = 0; t < x.size(); ++t) EXPECT_LE((x[t] - adam[t]).norm(), 1e-12) << t;
}

// A large epsilon silences the gradient, so that only the decay is left: x_t = (1 - eta decay)^t.
TEST(AdamW, DecaysByItsShareWhateverTheGradientsScale) {
  const CountedFunction f(1, [](const VectorXd& x, VectorXd* gradient) {
    if (gradient != nullptr) *gradient = VectorXd::Ones(1);
    return x[0];
  });
  const auto x =
      iterates_of(adamw(), "step=0.5:weight_decay=0.5:epsilon=1e30", f, VectorXd::Ones(1), 20);
  ASSERT_EQ(x.size(), 20U);
  for (std::size_t t = 0; t < x.size(); ++t) EXPECT_NEAR(x[t][0], std::pow(0.75, t), 1e-15);
}

TEST(AdamW, SolvesRosenbrock) {
  expect_reaches_rosenbrocks_minimum(adamw(), "step=0.02:weight_decay=0");
}

}  // namespace
}  // namespace ravine
