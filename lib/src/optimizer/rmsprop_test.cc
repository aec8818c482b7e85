#include <gtest/gtest.h>

#include <cmath>

#include "optimizer/method_test.h"
#include "optimizer/optimizers.h"

namespace ravine {
namespace {

using optimizers::rmsprop;

// Tieleman & Hinton 2012, lecture 6e, one coordinate in long double.
TEST(RmsProp, FollowsTheLecture) {
  for (const auto& [word, rho] : {std::pair{"0.9", 0.9L}, std::pair{"0.5", 0.5L}}) {
    expect_follows(rmsprop(), std::string("step=0.01:epsilon=0.1:rho=") + word, [rho = rho] {
      return [rho, mean = 0.0L](long double x, int, const Slope& slope) mutable {
        const long double g = slope(x);
        mean = rho * mean + (1.0L - rho) * g * g;
        return x - 0.01L * g / (std::sqrt(mean) + 0.1L);
      };
    });
  }
}

// On a constant slope the mean square is g^2 (1 - rho^t), so the t-th step is
// eta / sqrt(1 - rho^t), whatever the slope.
TEST(RmsProp, StepsSettleAtEtaForAnySlope) {
  for (const double slope : {-1e-3, 1.0, 1e6}) {
    const CountedFunction f(1, [slope](const VectorXd& x, VectorXd* gradient) {
      if (gradient != nullptr) *gradient = VectorXd::Constant(1, slope);
      return slope * x[0];
    });
    const auto x =
        iterates_of(rmsprop(), "step=0.1:epsilon=1e-300:rho=0.8", f, VectorXd::Zero(1), 60);
    for (std::size_t t = 1; t < x.size(); ++t) {
      const double expected = std::copysign(0.1 / std::sqrt(1.0 - std::pow(0.8, t)), slope);
      EXPECT_NEAR(x[t - 1][0] - x[t][0], expected, 1e-14);
    }
  }
}

}  // namespace
}  // namespace ravine
