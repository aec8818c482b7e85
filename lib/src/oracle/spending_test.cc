#include "oracle/spending.h"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>

namespace ravine {
namespace {

TEST(Spending, RefusesWhatTheBudgetDoesNotReach) {
  Spending spending({.max_evaluations = 10}, 0);
  EXPECT_FALSE(spending.refusal({10, 1}));
  spending.count({7, 1});
  EXPECT_EQ(spending.left(), 3);
  EXPECT_EQ(spending.share(), 0.7);
  EXPECT_FALSE(spending.refusal({3, 0}));
  const auto refusal = spending.refusal({4, 0});
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->status, Status::kMaxEvaluations);
  EXPECT_EQ(refusal->message, "7 of 10 evaluations are spent and the next step needs 4");
}

TEST(Spending, CountsValuesGradientsAndSamplesApart) {
  Spending spending({}, 50);
  spending.count({1, 1});
  EXPECT_EQ(spending.epochs(), 1.0);
  spending.count({2, 0}, 5);
  EXPECT_EQ(spending.values(), 3);
  EXPECT_EQ(spending.gradients(), 1);
  EXPECT_EQ(spending.epochs(), 1.2);
}

// A product with the Hessian reads every sample and gives no value.
TEST(Spending, CountsAHessianProductAsAGradientOfAllSamples) {
  Spending spending({}, 50);
  spending.count_hessian_product();
  EXPECT_EQ(spending.values(), 0);
  EXPECT_EQ(spending.gradients(), 1);
  EXPECT_EQ(spending.epochs(), 1.0);
}

TEST(Spending, HasNoEpochsWithoutSamples) {
  Spending spending({}, 0);
  spending.count({5, 5});
  EXPECT_EQ(spending.epochs(), 0.0);
}

TEST(Spending, RefusesAfterItsSecondsOnTheClockThatMayPause) {
  Spending spending({.max_seconds = 0.05}, 0);
  EXPECT_TRUE(spending.timed());
  spending.clock().start();
  {
    const Clock::Pause pause(spending.clock());
    std::this_thread::sleep_for(std::chrono::milliseconds(60));
  }
  EXPECT_FALSE(spending.refusal({1, 0}));
  std::this_thread::sleep_for(std::chrono::milliseconds(60));
  const auto refusal = spending.refusal({1, 0});
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->status, Status::kMaxSeconds);
}

}  // namespace
}  // namespace ravine
