#include "optimizer/step/schedule.h"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

namespace ravine {
namespace {

Schedule schedule(const std::string& text) {
  return Schedule(Spec("m:" + text).bind(schedule_parameters("0.1"), "method"));
}

TEST(Schedule, FollowsItsFormula) {
  EXPECT_EQ(schedule("step=0.3")(1000), 0.3);
  const auto inverse = schedule("step=2:policy=decreasing:rate=1");
  EXPECT_EQ(inverse(1), 2.0);
  EXPECT_EQ(inverse(4), 0.5);  // 2 / 4
  EXPECT_EQ(schedule("step=2:policy=decreasing:decay=inverse_sqrt:rate=1")(16),
            0.5);  // 2 / sqrt 16
  EXPECT_NEAR(schedule("step=1:policy=decreasing:decay=exponential:rate=0.5")(3),
              0.36787944117144233, 1e-15);  // exp(-1)
  const auto steps = schedule("step=8:policy=decreasing:decay=step:factor=0.5:period=10");
  EXPECT_EQ(steps(10), 8.0);
  EXPECT_EQ(steps(11), 4.0);
  EXPECT_EQ(steps(31), 1.0);
  const auto cosine = schedule("step=1:policy=decreasing:decay=cosine:period=100");
  EXPECT_EQ(cosine(1), 1.0);
  EXPECT_NEAR(cosine(51), 0.5, 1e-15);
  EXPECT_NEAR(cosine(500), 0.0, 1e-15);
}

TEST(Schedule, WarmsUpInProportionToTheStepsNumber) {
  const auto constant = schedule("step=3:warm_up=4");
  for (const auto& [t, eta] : {std::pair{1, 0.75}, {2, 1.5}, {3, 2.25}, {4, 3.0}, {5, 3.0}}) {
    EXPECT_EQ(constant(t), eta) << t;
  }
  const auto inverse = schedule("step=2:policy=decreasing:rate=1:warm_up=2");
  EXPECT_EQ(inverse(1), 1.0);  // 2 / 1 * 1/2
  EXPECT_EQ(inverse(2), 1.0);  // 2 / 2
  EXPECT_EQ(inverse(4), 0.5);
}

TEST(Schedule, IsToBeFoundOnlyWhereNothingIsGiven) {
  const auto bare = Schedule(Spec("m").bind(schedule_parameters("0.1"), "method"));
  EXPECT_TRUE(bare.found());
  EXPECT_EQ(bare(7), 0.1);  // where nothing is to be found
  EXPECT_TRUE(schedule("policy=auto").found());
  for (const char* text : {"step=0.1", "policy=constant", "policy=auto:step=0.2", "warm_up=3",
                           "policy=decreasing", "policy=decreasing:decay=cosine"}) {
    EXPECT_FALSE(schedule(text).found()) << text;
  }
  EXPECT_EQ(schedule("policy=auto:step=0.2")(7), 0.2);
}

TEST(Schedule, RefusesWhatDoesNotApply) {
  for (const char* text :
       {"rate=1", "policy=constant:decay=inverse", "period=3", "policy=auto:rate=1",
        "policy=decreasing:factor=0.5", "policy=decreasing:decay=step:rate=1",
        "policy=decreasing:decay=cosine:factor=0.5", "step=-1"}) {
    EXPECT_THROW(schedule(text), std::invalid_argument) << text;
  }
}

}  // namespace
}  // namespace ravine
