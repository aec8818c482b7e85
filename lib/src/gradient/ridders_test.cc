#include "gradient/source_test.h"

namespace ravine {
namespace {

// Each level cancels one more even power of h, so that two of them are the five-point difference.
TEST(Ridders, HasTheOrderOfItsLevels) {
  EXPECT_NEAR(order_of_error("ridders:levels=2", 1.0 / 2, 6), 4.0, 0.06);
  EXPECT_NEAR(order_of_error("ridders:levels=3", 1.0, 5), 6.0, 0.12);
}

// Steps of 0.1 and less lose a digit or two of 16, not a third of them.
TEST(Ridders, IsGoodToTenTimesTheRoundOffOfItsSteps) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    EXPECT_LE(error_of("ridders", Waves(6), random_point(6, seed)), 1e-12) << seed;
  }
}

TEST(Ridders, SaysHowFarOffItIs) {
  int within = 0;
  int entries = 0;
  const Waves f(6);
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const VectorXd x = random_point(6, seed);
    for (const char* text : {"ridders", "ridders:levels=3", "ridders:h=0.5:levels=4"}) {
      const auto ridders = source(text);
      const VectorXd gradient = gradient_of(*ridders, f, x);
      const auto exact = f.exact_gradient(x);
      ASSERT_EQ(ridders->error_estimate().size(), 6);
      for (Index i = 0; i < 6; ++i) {
        const double estimate = ridders->error_estimate()[i];
        const long double error = std::abs(gradient[i] - exact[static_cast<std::size_t>(i)]);
        // The values of this sum are wrong by several last bits, not by one.
        EXPECT_LE(error, 20.0 * estimate) << text << ' ' << seed;
        within += error <= estimate ? 1 : 0;
        ++entries;
      }
    }
  }
  EXPECT_GE(within, entries * 9 / 10);
  EXPECT_EQ(source("centered")->error_estimate().size(), 0);
}

// The last bits of a large constant are all that is wrong, and no neighbour shows them.
TEST(Ridders, OwnsUpToRoundOff) {
  const auto lifted = [](const VectorXd& x) { return 1e9 + std::sin(x[0]); };
  const FunctionObjective<decltype(lifted)> f(lifted, 1);
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const VectorXd x = random_point(1, seed);
    const auto ridders = source("ridders");
    const double error = std::abs(gradient_of(*ridders, f, x)[0] - std::cos(x[0]));
    EXPECT_LE(error, 2.0 * ridders->error_estimate()[0]) << seed;
    EXPECT_LE(ridders->error_estimate()[0], 1e-4);
  }
}

TEST(Ridders, CostsWhatItSays) {
  for (const Index n : {1, 2, 7, 300}) {
    expect_cost("ridders", n, 12 * n, 12 * n);
    expect_cost("ridders:levels=3", n, 6 * n, 6 * n);
  }
}

}  // namespace
}  // namespace ravine
