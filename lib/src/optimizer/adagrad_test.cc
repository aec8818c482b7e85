#include <gtest/gtest.h>

#include <cmath>

#include "optimizer/method_test.h"
#include "optimizer/optimizers.h"

namespace ravine {
namespace {

using optimizers::adagrad;

// Duchi, Hazan & Singer 2011, fig. 1, one coordinate in long double.
TEST(Adagrad, FollowsThePaper) {
  for (const auto& [word, epsilon] : {std::pair{"1e-8", 1e-8L}, std::pair{"0.5", 0.5L}}) {
    expect_follows(adagrad(), std::string("step=0.1:epsilon=") + word, [epsilon = epsilon] {
      return [epsilon, sum = 0.0L](long double x, int, const Slope& slope) mutable {
        const long double g = slope(x);
        sum += g * g;
        return x - 0.1L * g / (std::sqrt(sum) + epsilon);
      };
    });
  }
}

// On a constant slope the t-th step is eta / sqrt(t), whatever the slope.
TEST(Adagrad, StepsFallAsTheRootOfTheirNumberForAnySlope) {
  for (const double slope : {1e-3, 1.0, 1e6}) {
    const CountedFunction f(1, [slope](const VectorXd& x, VectorXd* gradient) {
      if (gradient != nullptr) *gradient = VectorXd::Constant(1, slope);
      return slope * x[0];
    });
    const auto x = iterates_of(adagrad(), "step=0.1:epsilon=1e-300", f, VectorXd::Zero(1), 50);
    for (std::size_t t = 1; t < x.size(); ++t) {
      EXPECT_NEAR(x[t - 1][0] - x[t][0], 0.1 / std::sqrt(t), 1e-14);
    }
  }
}

}  // namespace
}  // namespace ravine
