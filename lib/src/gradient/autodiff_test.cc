#include "gradient/source_test.h"

namespace ravine {
namespace {

TEST(Autodiff, IsExactToRoundOff) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    for (const Index n : {1, 6, 8, 9, 25}) {
      EXPECT_LE(error_of("autodiff", Waves(n), random_point(n, seed)),
                1e-15 * std::sqrt(static_cast<double>(n)) * 3.0)
          << seed << ' ' << n;
    }
  }
}

TEST(Autodiff, SameBitsOnEveryBackendForAnyThreads) {
  expect_same_bits("autodiff");
  expect_same_bits("autodiff:cost=5");
}

// Eight coordinates share a sweep; a gradient counts n values all the same.
TEST(Autodiff, CountsAValueForEachCoordinate) {
  for (const Index n : {1, 7, 8, 9, 300}) {
    const Waves f(n);
    const auto autodiff = source("autodiff");
    EXPECT_EQ(autodiff->cost(n, true).values, n);
    EXPECT_EQ(autodiff->cost(n, false).values, n);
    EXPECT_EQ(autodiff->cost_with_value(n).values, n + 1);
    EXPECT_EQ(autodiff->cost(n, true).gradients, 0);
    gradient_of(*autodiff, f, random_point(n, 1));
    EXPECT_EQ(f.calls, (n + 7) / 8);
  }
}

}  // namespace
}  // namespace ravine
