#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>
#include <string>

#include "ravine/optimizer/method_test.h"
#include "ravine/optimizer/optimizers.h"

namespace ravine {
namespace {

using optimizers::adabelief;

// METHODS.md M19: Zhuang et al. 2020, algorithm 2, one coordinate in long double.
TEST(AdaBelief, FollowsThePaper) {
  struct Case {
    const char* parameters;
    long double alpha, beta1, beta2, epsilon;
  };
  for (const Case& c :
       {Case{"step=0.01", 0.01L, 0.9L, 0.999L, 1e-8L},
        Case{"step=0.05:beta1=0.5:beta2=0.75:epsilon=0.1", 0.05L, 0.5L, 0.75L, 0.1L},
        Case{"step=0.01:beta1=0.25", 0.01L, 0.25L, 0.999L, 1e-8L}}) {
    expect_follows(adabelief(), c.parameters, [c] {
      return [c, m = 0.0L, s = 0.0L](long double x, int t, const Slope& slope) mutable {
        const long double g = slope(x);
        m = c.beta1 * m + (1.0L - c.beta1) * g;
        s = c.beta2 * s + (1.0L - c.beta2) * (g - m) * (g - m) + c.epsilon;
        const long double m_hat = m / (1.0L - std::pow(c.beta1, static_cast<long double>(t)));
        const long double s_hat = s / (1.0L - std::pow(c.beta2, static_cast<long double>(t)));
        return x - c.alpha * m_hat / (std::sqrt(s_hat) + c.epsilon);
      };
    });
  }
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

TEST(AdaBelief, SolvesRosenbrock) {
  const CountedFunction f(2, rosenbrock);
  const Result result = run_method(adabelief(), "step=0.02", f, Eigen::Vector2d(-1.2, 1.0),
                                   {.max_evaluations = 100000, .target = 1e-6});
  EXPECT_EQ(result.status, Status::kTargetReached) << result.message;
  EXPECT_EQ(result.f_evals, f.values);
}

}  // namespace
}  // namespace ravine
