#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>
#include <string>

#include "ravine/optimizer/method_test.h"
#include "ravine/optimizer/optimizers.h"

namespace ravine {
namespace {

using optimizers::adamw;

// METHODS.md M19: Loshchilov & Hutter 2019, algorithm 2 line by line, one coordinate in long
// double.
TEST(AdamW, FollowsThePaper) {
  struct Case {
    const char* parameters;
    long double alpha, beta1, beta2, epsilon;
  };
  for (const Case& c :
       {Case{"step=0.01", 0.01L, 0.9L, 0.999L, 1e-8L},
        Case{"step=0.05:beta1=0.5:beta2=0.75:epsilon=0.1", 0.05L, 0.5L, 0.75L, 0.1L},
        Case{"step=0.01:beta1=0", 0.01L, 0.0L, 0.999L, 1e-8L}}) {
    for (const auto& [word, decay] : {std::pair{"0", 0.0L}, std::pair{"0.25", 0.25L}}) {
      const std::string parameters = std::string(c.parameters) + ":weight_decay=" + word;
      expect_follows(adamw(), parameters, [c, decay = decay] {
        return
            [c, decay, m = 0.0L, v = 0.0L](long double theta, int t, const Slope& slope) mutable {
              const long double g = slope(theta);
              m = c.beta1 * m + (1.0L - c.beta1) * g;
              v = c.beta2 * v + (1.0L - c.beta2) * g * g;
              const long double m_hat = m / (1.0L - std::pow(c.beta1, static_cast<long double>(t)));
              const long double v_hat = v / (1.0L - std::pow(c.beta2, static_cast<long double>(t)));
              const long double lambda = c.alpha * decay;
              return theta - c.alpha * m_hat / (std::sqrt(v_hat) + c.epsilon) - lambda * theta;
            };
      });
    }
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
  const CountedFunction f(2, rosenbrock);
  const Result result =
      run_method(adamw(), "step=0.02:weight_decay=0", f, Eigen::Vector2d(-1.2, 1.0),
                 {.max_evaluations = 100000, .target = 1e-6});
  EXPECT_EQ(result.status, Status::kTargetReached) << result.message;
  EXPECT_EQ(result.f_evals, f.values);
}

}  // namespace
}  // namespace ravine
