#include "gradient/source_test.h"

namespace ravine {
namespace {

// error O(h) while truncation outweighs round-off (eps / h).
TEST(Forward, HasTheOrderOfItsFormula) {
  EXPECT_NEAR(order_of_error("forward", 1.0 / 64, 8), 1.0, 0.05);
}

// The best attainable error is of order eps^(1/2) (Nocedal & Wright, sec. 8.1).
TEST(Forward, ItsOwnStepBalancesTruncationAgainstRoundOff) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    EXPECT_LE(error_of("forward", Waves(6), random_point(6, seed)), 4e-7) << seed;
  }
}

// n + 1 values, n where f(x) is known; 4n more where the curvature is estimated.
TEST(Forward, CostsWhatItSays) {
  for (const Index n : {1, 2, 7, 300}) {
    expect_cost("forward", n, n, n + 1);
    expect_cost("forward:noise=1e-6:curvature=1", n, n, n + 1);
    expect_cost("forward:noise=1e-6", n, 5 * n, 5 * n + 1);
  }
}

}  // namespace
}  // namespace ravine
