#include <gtest/gtest.h>

#include <cmath>

#include "optimizer/adam_family_test.h"
#include "optimizer/optimizers.h"

namespace ravine {
namespace {

using optimizers::nadam;

// Dozat 2016, algorithm 8 with mu_t = mu, one coordinate in long double.
TEST(Nadam, FollowsThePaper) {
  expect_follows_paper(nadam(), "", [](const AdamParameters& c) {
    return [c, m = 0.0L, n = 0.0L](long double x, int t, const Slope& slope) mutable {
      const long double g = slope(x);
      const long double g_hat = g / corrected(c.beta1, t);
      m = c.beta1 * m + (1.0L - c.beta1) * g;
      const long double m_hat = m / corrected(c.beta1, t + 1);
      n = c.beta2 * n + (1.0L - c.beta2) * g * g;
      const long double n_hat = n / corrected(c.beta2, t);
      const long double m_bar = (1.0L - c.beta1) * g_hat + c.beta1 * m_hat;
      return x - c.alpha * m_bar / (std::sqrt(n_hat) + c.epsilon);
    };
  });
}

// Without a mean there is nothing to look ahead with.
TEST(Nadam, WithoutMeanIsAdam) {
  const CountedFunction f(2, rosenbrock);
  const Eigen::Vector2d start(-1.2, 1.0);
  const auto x = iterates_of(nadam(), "step=0.01:beta1=0", f, start, 300);
  const auto adam = iterates_of(optimizers::adam(), "step=0.01:beta1=0", f, start, 300);
  ASSERT_EQ(x.size(), 300U);
  for (std::size_t t = 0; t < x.size(); ++t) EXPECT_LE((x[t] - adam[t]).norm(), 1e-11) << t;
}

TEST(Nadam, SolvesRosenbrock) { expect_reaches_rosenbrocks_minimum(nadam(), "step=0.02"); }

}  // namespace
}  // namespace ravine
