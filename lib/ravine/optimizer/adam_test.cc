#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

#include "ravine/optimizer/method_test.h"
#include "ravine/optimizer/optimizers.h"

namespace ravine {
namespace {

using optimizers::adam;

// METHODS.md M19: Kingma & Ba 2015, algorithm 1 line by line, one coordinate in long double.
TEST(Adam, FollowsThePaper) {
  struct Case {
    const char* parameters;
    long double alpha, beta1, beta2, epsilon;
  };
  for (const Case& c :
       {Case{"step=0.01", 0.01L, 0.9L, 0.999L, 1e-8L},
        Case{"step=0.05:beta1=0.5:beta2=0.75:epsilon=0.1", 0.05L, 0.5L, 0.75L, 0.1L},
        Case{"step=0.01:beta1=0", 0.01L, 0.0L, 0.999L, 1e-8L}}) {
    expect_follows(adam(), c.parameters, [c] {
      return [c, m = 0.0L, v = 0.0L](long double theta, int t, const Slope& slope) mutable {
        const long double g = slope(theta);
        m = c.beta1 * m + (1.0L - c.beta1) * g;
        v = c.beta2 * v + (1.0L - c.beta2) * g * g;
        const long double m_hat = m / (1.0L - std::pow(c.beta1, static_cast<long double>(t)));
        const long double v_hat = v / (1.0L - std::pow(c.beta2, static_cast<long double>(t)));
        return theta - c.alpha * m_hat / (std::sqrt(v_hat) + c.epsilon);
      };
    });
  }
}

// The corrected moments of a constant slope are the slope and its square from the first step on,
// so each step is eta (section 2.1 of the paper).
TEST(Adam, StepsAreEtaOnAConstantSlope) {
  for (const double slope : {-1e-6, 1.0, 1e6}) {
    const CountedFunction f(1, [slope](const VectorXd& x, VectorXd* gradient) {
      if (gradient != nullptr) *gradient = VectorXd::Constant(1, slope);
      return slope * x[0];
    });
    const auto x = iterates_of(adam(), "step=0.1:epsilon=0", f, VectorXd::Zero(1), 100);
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
    return iterates_of(adam(), "step=0.01:epsilon=0", f, Eigen::Vector2d(-1.2, 1.0), 300);
  };
  const auto x = path(1.0);
  const auto scaled = path(1024.0);
  ASSERT_EQ(x.size(), scaled.size());
  for (std::size_t t = 0; t < x.size(); ++t) EXPECT_LE((x[t] - scaled[t]).norm(), 1e-9) << t;
}

TEST(Adam, SolvesRosenbrock) {
  const CountedFunction f(2, rosenbrock);
  const Result result = run_method(adam(), "step=0.02", f, Eigen::Vector2d(-1.2, 1.0),
                                   {.max_evaluations = 50000, .target = 1e-8});
  EXPECT_EQ(result.status, Status::kTargetReached);
  EXPECT_EQ(result.f_evals, f.values);
}

TEST(Adam, RefusesABetaOfOne) {
  EXPECT_THROW(make_method(adam(), "beta1=1"), std::invalid_argument);
  EXPECT_THROW(make_method(adam(), "beta2=1"), std::invalid_argument);
}

}  // namespace
}  // namespace ravine
