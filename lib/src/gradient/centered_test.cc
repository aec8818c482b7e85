#include "gradient/source_test.h"

namespace ravine {
namespace {

// error O(h^2) while truncation outweighs round-off (eps / h).
TEST(Centered, HasTheOrderOfItsFormula) {
  EXPECT_NEAR(order_of_error("centered", 1.0 / 64, 8), 2.0, 0.05);
}

// The best attainable error is of order eps^(2/3) (Nocedal & Wright, sec. 8.1).
TEST(Centered, ItsOwnStepBalancesTruncationAgainstRoundOff) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    EXPECT_LE(error_of("centered", Waves(6), random_point(6, seed)), 2e-9) << seed;
  }
}

// 2n values; 8n more where the third derivative is estimated.
TEST(Centered, CostsWhatItSays) {
  for (const Index n : {1, 2, 7, 300}) {
    expect_cost("centered", n, 2 * n, 2 * n);
    expect_cost("centered:noise=1e-6:third=1", n, 2 * n, 2 * n);
    expect_cost("centered:noise=1e-6", n, 10 * n, 10 * n);
  }
}

}  // namespace
}  // namespace ravine
