#include "problem/sum_of_squares_test.h"

namespace ravine::problem {
namespace {

// Values at the standard starts and at the minimisers.
TEST(DataFits, PublishedValues) {
  expect_facts({{biggs_exp6, "", {1.0, 2.0, 1.0, 1.0, 1.0, 1.0}, 0.7790700756559702},
                {biggs_exp6, "", {1.0, 10.0, 1.0, 5.0, 4.0, 3.0}, 0.0},
                {biggs_exp6, "equations=30", {1.0, 10.0, 1.0, 5.0, 4.0, 3.0}, 0.0},
                {watson, "dimension=4", {0.0, 0.0, 0.0, 0.0}, 30.0}});
}

// The paper: 5.46489e-5, 4.01377e-2, 2.28767e-3, 1.39976e-6, 4.72238e-10.
TEST(DataFits, MinimaByNewtonsMethod) {
  expect_minimum_from_start(osborne_1);
  expect_minimum_from_start(osborne_2);
  expect_minimum_from_start(watson);
  expect_minimum_from_start(watson, "dimension=9");
  expect_minimum_from_start(watson, "dimension=12");
}

// The minimum that is not the lowest, from the standard start; the paper: 5.65565e-3.
TEST(DataFits, BiggsHasASecondMinimum) {
  const auto objective = make(biggs_exp6(), "");
  const VectorL x = newton(*objective, objective->start().cast<long double>());
  EXPECT_NEAR(residuals_of(*objective, x).r.squaredNorm(), 5.655649925499931e-3L, 1e-15L);
}

// The paper: the multiples of a start at the origin are those of (1, ..., 1).
TEST(DataFits, WatsonStartsAwayFromTheOriginToo) {
  EXPECT_EQ(make(watson(), "start=10")->start(), VectorXd::Constant(6, 10.0));
}

TEST(DataFits, Slopes) {
  for (const auto entry : {osborne_1, biggs_exp6, osborne_2, watson}) expect_slopes(entry);
  expect_slopes(watson, "dimension=12");
}

}  // namespace
}  // namespace ravine::problem
