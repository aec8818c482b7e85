#include <gtest/gtest.h>

#include <cmath>

#include "optimizer/method_test.h"
#include "optimizer/optimizers.h"

namespace ravine {
namespace {

using optimizers::two_point;

double sphere(const VectorXd& x, VectorXd*) { return x.squaredNorm(); }

// The minimum of x^2 is 0.
TEST(TwoPoint, MinimisesTheSquareFromOneForEverySeed) {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    const CountedFunction f(1, sphere);
    const Result result =
        run_method(two_point(), "", f, VectorXd::Ones(1), {.target = 1e-12, .seed = seed});
    EXPECT_EQ(result.status, Status::kTargetReached) << seed;
    EXPECT_LE(std::abs(result.x[0]), 1e-6);
    EXPECT_EQ(result.f_evals, f.values);
    EXPECT_EQ(result.g_evals, 0);
  }
}

TEST(TwoPoint, MinimisesTheSphereInTenDimensionsForEverySeed) {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    const CountedFunction f(10, sphere);
    const Result result =
        run_method(two_point(), "", f, VectorXd::Ones(10), {.target = 1e-7, .seed = seed});
    EXPECT_EQ(result.status, Status::kTargetReached) << seed;
    EXPECT_EQ(result.f_evals, f.values);
  }
}

TEST(TwoPoint, ConvergesByItsOwnDistance) {
  const CountedFunction f(1, sphere);
  const Result result = run_method(two_point(), "tolerance=1e-6", f, VectorXd::Ones(1));
  EXPECT_EQ(result.status, Status::kConverged);
  EXPECT_LE(std::abs(result.x[0]), 2e-6);
}

TEST(TwoPoint, HasConvergedWhereTheFirstDistanceIsWithinTheTolerance) {
  const CountedFunction f(1, sphere);
  const Result result = run_method(two_point(), "distance=1e-13", f, VectorXd::Ones(1));
  EXPECT_EQ(result.status, Status::kConverged);
  EXPECT_EQ(f.values, 1);
}

// By hand, with distance 1/4 from 1: three moves to 1/4, and one more to 0. Each takes one or two
// values, by the side that is tried first. Then nothing is lower, and the distance halves.
TEST(TwoPoint, StepsAwayFromTheLargerValueByTheDistance) {
  const CountedFunction f(1, sphere);
  const auto x = iterates_of(two_point(), "distance=0.25:tolerance=0.01", f, VectorXd::Ones(1), 50);
  ASSERT_EQ(x.size(), 5U);
  for (std::size_t t = 0; t < 5; ++t) EXPECT_EQ(x[t][0], 1.0 - 0.25 * static_cast<double>(t));
  // Halved from 1/4 until at most 1/100: five times, two values each, after 5 to 9 values; and
  // once more from 1/4, which brings nothing.
  EXPECT_GE(f.values, 5 + 2 * 10);
  EXPECT_LE(f.values, 9 + 2 * 10);
}

TEST(TwoPoint, NeverGoesUpAndMovesByTheDistance) {
  const CountedFunction f(10, sphere);
  const auto x = iterates_of(two_point(), "distance=0.3", f, VectorXd::Ones(10), 200);
  double before = 0.3;
  for (std::size_t t = 1; t < x.size(); ++t) {
    EXPECT_LT(f.value(x[t]), f.value(x[t - 1]));
    const double moved = (x[t] - x[t - 1]).norm();
    EXPECT_LE(moved, before * (1.0 + 1e-12));
    before = moved;
  }
}

TEST(TwoPoint, TheSeedFixesTheDirections) {
  const auto path = [](std::uint64_t seed) {
    const CountedFunction f(4, sphere);
    return run_method(two_point(), "", f, VectorXd::Ones(4), {.max_evaluations = 50, .seed = seed})
        .x;
  };
  EXPECT_EQ(path(3), path(3));
  EXPECT_NE(path(3), path(4));
}

// a method without gradients runs on a function of steps.
TEST(TwoPoint, RunsOnAFunctionOfSteps) {
  const CountedFunction f(1,
                          [](const VectorXd& x, VectorXd*) { return std::ceil(std::abs(x[0])); });
  const Result result =
      run_method(two_point(), "distance=1.5", f, VectorXd::Constant(1, 9.5), {.target = 1.0});
  EXPECT_EQ(result.status, Status::kTargetReached);
}

}  // namespace
}  // namespace ravine
