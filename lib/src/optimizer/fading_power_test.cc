#include "optimizer/fading_power.h"

#include <gtest/gtest.h>

#include <cmath>

namespace ravine {
namespace {

TEST(FadingPower, IsThePowerWhereItChangesABias) {
  for (const double beta : {0.0, 0.3, 0.9, 0.99, 0.999}) {
    FadingPower power(beta);
    for (int t = 1; t <= 50000; ++t) {
      const double next = power.next();
      const long double exact = std::pow(static_cast<long double>(beta), t);
      const auto bound = static_cast<double>(exact) * t * 0x1p-52;
      ASSERT_NEAR(1.0 - next, static_cast<double>(1.0L - exact), bound + 0x1p-53)
          << beta << " " << t;
    }
  }
}

TEST(FadingPower, IsNeverSubnormal) {
  for (const double beta : {0.1, 0.5, 0.9, 0.999}) {
    FadingPower power(beta);
    for (int t = 1; t <= 1'000'000; ++t) {
      const double next = power.next();
      ASSERT_TRUE(next == 0.0 || std::isnormal(next)) << beta << " " << t;
    }
  }
}

// Adam's step would not be the same if the power ended a step too early.
TEST(FadingPower, EndsOnlyWhereOneLessItIsOne) {
  FadingPower power(0.5);
  for (int t = 1; t <= 53; ++t) EXPECT_LT(1.0 - power.next(), 1.0) << t;
  EXPECT_EQ(1.0 - power.next(), 1.0);
}

}  // namespace
}  // namespace ravine
