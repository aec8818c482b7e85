#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>
#include <string>

#include "optimizer/method_test.h"
#include "optimizer/optimizers.h"

namespace ravine {
namespace {

using optimizers::lion;

// Chen et al. 2023, program 1, one coordinate in long double.
TEST(Lion, FollowsThePaper) {
  struct Case {
    const char* parameters;
    long double eta, beta1, beta2, lambda;
  };
  for (const Case& c :
       {Case{"step=0.003", 0.003L, 0.9L, 0.99L, 0.0L},
        Case{"step=0.01:beta1=0.5:beta2=0.75:weight_decay=0.25", 0.01L, 0.5L, 0.75L, 0.25L}}) {
    expect_follows(lion(), c.parameters, [c] {
      return [c, m = 0.0L](long double x, int, const Slope& slope) mutable {
        const long double g = slope(x);
        const long double u = c.beta1 * m + (1.0L - c.beta1) * g;
        m = c.beta2 * m + (1.0L - c.beta2) * g;
        const long double sign = u > 0.0L ? 1.0L : u < 0.0L ? -1.0L : 0.0L;
        return x - c.eta * (sign + c.lambda * x);
      };
    });
  }
}

TEST(Lion, EachEntryMovesByEta) {
  const CountedFunction f(2, rosenbrock);
  const auto x = iterates_of(lion(), "step=0.001", f, Eigen::Vector2d(-1.2, 1.0), 100);
  ASSERT_EQ(x.size(), 100U);
  for (std::size_t t = 1; t < x.size(); ++t) {
    for (Index i = 0; i < 2; ++i) EXPECT_NEAR(std::abs(x[t][i] - x[t - 1][i]), 0.001, 1e-15);
  }
}

TEST(Lion, SolvesRosenbrockWithADecreasingStep) {
  const CountedFunction f(2, rosenbrock);
  const Result result =
      run_method(lion(), "step=0.01:policy=decreasing:decay=cosine:period=20000", f,
                 Eigen::Vector2d(-1.2, 1.0), {.max_evaluations = 20000, .target = 1e-6});
  EXPECT_EQ(result.status, Status::kTargetReached) << result.value;
}

}  // namespace
}  // namespace ravine
