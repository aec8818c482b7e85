#include "problem/sum_of_squares_test.h"

namespace ravine::problem {
namespace {

// Values at the standard starts, worked by hand.
TEST(Penalties, PublishedValues) {
  expect_facts({{extended_rosenbrock, "dimension=4", {-1.2, 1.0, -1.2, 1.0}, 2.0 * 24.2},
                {extended_rosenbrock, "dimension=2", {1.0, 1.0}, 0.0},
                {penalty_1, "dimension=4", {1.0, 2.0, 3.0, 4.0}, 29.75 * 29.75 + 14e-5},
                {variably_dimensioned, "dimension=2", {0.5, 0.0}, 0.25 + 1 + 6.25 + 39.0625},
                {variably_dimensioned, "dimension=3", {1.0, 1.0, 1.0}, 0.0}});
  EXPECT_THROW(make(extended_rosenbrock(), "dimension=3"), std::invalid_argument);
}

// The paper: 2.24997e-5 and 7.08765e-5; 9.37629e-6 and 2.93660e-4.
TEST(Penalties, MinimaByNewtonsMethod) {
  for (const char* n : {"dimension=1", "dimension=4", "dimension=10", "dimension=23"}) {
    expect_minimum_from_start(penalty_1, n);
  }
  EXPECT_NEAR(*make(penalty_1(), "dimension=4")->minimum(), 2.24997e-5, 1e-10);
  EXPECT_NEAR(*make(penalty_1(), "dimension=10")->minimum(), 7.08765e-5, 1e-10);
  expect_minimum_from_start(penalty_2, "dimension=4");
  expect_minimum_from_start(penalty_2, "dimension=10");
  EXPECT_FALSE(make(penalty_2(), "dimension=5")->minimum().has_value());
}

// At x = 1/2 the residual i is sqrt(a) (2 exp(1/20) - exp((i + 1) / 10) - exp(i / 10)) and the
// others are next to nothing, so that f is the sum of a geometric series: with r = exp(1/5), a (1 +
// exp(-1/10))^2 r^n / (1 - 1/r).
TEST(Penalties, TheSecondIsFiniteAtEveryDimensionThatItTakes) {
  const auto problem = make(penalty_2(), "dimension=3500");
  const double logarithm =
      std::log(1e-5) + 2.0 * std::log1p(std::exp(-0.1)) + 700.0 - std::log1p(-std::exp(-0.2));
  EXPECT_NEAR(std::log(problem->value(problem->start())), logarithm, 1e-9);
  VectorXd gradient;
  problem->value_and_gradient(problem->start(), gradient);
  EXPECT_TRUE(gradient.allFinite());
  EXPECT_THROW(make(penalty_2(), "dimension=3501"), std::invalid_argument);
}

TEST(Penalties, Slopes) {
  for (const auto entry : {extended_rosenbrock, penalty_1, penalty_2, variably_dimensioned}) {
    expect_slopes(entry);
    expect_slopes(entry, "dimension=4");
  }
}

}  // namespace
}  // namespace ravine::problem
