#include "gradient/step_rule.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace ravine {
namespace {

StepRule rule(const std::string& text) {
  return StepRule::from(Spec(text).bind(step_parameters("0.001"), "gradient"));
}

TEST(StepRule, IsAShareOfTheCoordinateWhateverItsSign) {
  const StepRule step = StepRule::relative(0.5, 2.0);
  EXPECT_EQ(step(8.0), 4.0);
  EXPECT_EQ(step(-8.0), 4.0);
}

TEST(StepRule, ShrinksNoMoreBelowTheFloor) {
  const StepRule step = StepRule::relative(0.5, 2.0);
  for (const double x : {2.0, 1.0, -1.0, 0.0, -0.0, 1e-300}) EXPECT_EQ(step(x), 1.0) << x;
  EXPECT_GT(step(std::nextafter(2.0, 3.0)), 1.0);
}

TEST(StepRule, IsTheSameEverywhereWhereItIsFixed) {
  const StepRule step = StepRule::fixed(0.25);
  for (const double x : {0.0, 1e-300, -3.0, 1e14}) EXPECT_EQ(step(x), 0.25) << x;
}

// However short the step that was asked for.
TEST(StepRule, MovesEveryCoordinateBothWays) {
  const double epsilon = std::numeric_limits<double>::epsilon();
  for (const StepRule& step :
       {StepRule::relative(1e-16, 1.0), StepRule::relative(epsilon, 1.0),
        StepRule::relative(std::cbrt(epsilon), 1.0), StepRule::fixed(1e-300)}) {
    for (double magnitude = 1e-8; magnitude < 1e300; magnitude *= 7.3) {
      for (const double x : {magnitude, -magnitude, std::exp2(std::floor(std::log2(magnitude)))}) {
        EXPECT_GT(x + step(x), x);
        EXPECT_LT(x - step(x), x);
      }
    }
  }
}

TEST(StepRule, IsMadeFromItsParameters) {
  EXPECT_EQ(rule("any")(8.0), 0.008);
  EXPECT_EQ(rule("any")(0.0), 0.001);  // the floor is 1 unless it is given
  EXPECT_EQ(rule("any:relative=0.5")(8.0), 4.0);
  EXPECT_EQ(rule("any:relative=0.5:floor=16")(8.0), 8.0);
  EXPECT_EQ(rule("any:h=0.125")(8.0), 0.125);
}

TEST(StepRule, RefusesAFixedStepBesideARelativeOne) {
  for (const char* wrong : {"any:h=0.1:relative=0.1", "any:h=0.1:floor=1", "any:h=-1",
                            "any:relative=2", "any:relative=0", "any:floor=0"}) {
    EXPECT_THROW(rule(wrong), std::invalid_argument) << wrong;
  }
  // No step at all is the sign of a relative one.
  EXPECT_EQ(rule("any:h=0:floor=2")(1.0), 0.002);
}

}  // namespace
}  // namespace ravine
