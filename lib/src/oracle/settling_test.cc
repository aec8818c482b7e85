#include "oracle/settling.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

namespace ravine {
namespace {

/// The number of the move after which `value` of its number has settled; 0 where it never has.
Index settles(double tolerance, const std::function<double(double)>& value, double share = 1.0) {
  Settling settling(tolerance);
  for (Index move = 1; move <= 1'000'000; ++move) {
    settling.set_step_share(share);
    if (settling.settled(value(static_cast<double>(move)))) return move;
  }
  return 0;
}

// The sum of what is left of 1 / t, of q^t and of 1 / t^2 is known: it is the value itself.
TEST(Settling, LeavesLittleToGain) {
  for (const double tolerance : {1e-1, 1e-2, 1e-3, 1e-4}) {
    for (const auto& value :
         {std::function<double(double)>([](double t) { return 1.0 / t; }),
          std::function<double(double)>([](double t) { return 1.0 / (t * t); }),
          std::function<double(double)>([](double t) { return std::pow(0.9, t); }),
          std::function<double(double)>([](double t) { return std::exp2(-t); })}) {
      const Index end = settles(tolerance, value);
      ASSERT_GT(end, 5);
      EXPECT_LE(value(static_cast<double>(end)), 3.01 * tolerance) << tolerance << ' ' << end;
    }
  }
}

TEST(Settling, ComesSoonWhereTheValueFallsFast) {
  // The value is within 1e-9 from move 30 on.
  EXPECT_LE(settles(1e-9, [](double t) { return std::exp2(-t); }), 42);
  EXPECT_EQ(settles(0.1, [](double) { return 1.0; }), 6);
}

TEST(Settling, IsNotFooledByAHalt) {
  // Ten equal values after a hundred moves, and then it falls on.
  const auto value = [](double t) { return t <= 100.0 ? -t : std::min(-100.0, -(t - 10.0)); };
  EXPECT_EQ(settles(1e-3, value), 0);
  // An oscillation's turning points change little.
  EXPECT_EQ(settles(1e-3, [](double t) { return std::cos(0.01 * t); }), 0);
}

TEST(Settling, ShorterStepsNeedSmallerChanges) {
  const auto value = [](double t) { return 1.0 + 0.01 * std::exp2(-t); };
  EXPECT_GT(settles(1e-4, value, 1e-3), settles(1e-4, value));
  // A change of 1e-19 can't be seen beside 1.
  EXPECT_EQ(settles(1e-4, value, 1e-15), 0);
}

}  // namespace
}  // namespace ravine
