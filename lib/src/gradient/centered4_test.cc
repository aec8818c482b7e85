#include "gradient/source_test.h"

namespace ravine {
namespace {

TEST(Centered4, HasTheOrderOfItsFormula) {
  EXPECT_NEAR(order_of_error("centered4", 1.0 / 4, 6), 4.0, 0.05);
}

// eps^(4/5) = 3e-13, times the size of the fifth derivative and of the values.
TEST(Centered4, ItsOwnStepBalancesTruncationAgainstRoundOff) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    EXPECT_LE(error_of("centered4", Waves(6), random_point(6, seed)), 2e-11) << seed;
  }
}

// Exact on polynomials of degree 4, where a centered difference is off by h^2 f''' / 6.
TEST(Centered4, IsExactOnAQuartic) {
  const auto quartic = [](const VectorXd& x) { return x[0] * x[0] * x[0] * (1.0 + x[0]); };
  const FunctionObjective<decltype(quartic)> f(quartic, 1);
  const VectorXd x = VectorXd::Constant(1, 0.75);
  const double exact = 3.0 * 0.75 * 0.75 + 4.0 * 0.75 * 0.75 * 0.75;
  EXPECT_NEAR(gradient_of("centered4:h=0.25", f, x)[0], exact, 1e-14);
  EXPECT_GT(std::abs(gradient_of("centered:h=0.25", f, x)[0] - exact), 0.1);
}

TEST(Centered4, CostsWhatItSays) {
  for (const Index n : {1, 2, 7, 300}) expect_cost("centered4", n, 4 * n, 4 * n);
}

}  // namespace
}  // namespace ravine
