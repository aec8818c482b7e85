#include "problem/sum_of_squares_test.h"

namespace ravine::problem {
namespace {

// Values at the standard starts and at the minimisers.
TEST(TwoVariables, PublishedValues) {
  expect_facts({{freudenstein_roth, "", {0.5, -2.0}, 400.5},
                {freudenstein_roth, "", {5.0, 4.0}, 0.0},
                {powell_badly_scaled, "", {0.0, 1.0}, 1.1352617173483783},
                {brown_badly_scaled, "", {1.0, 1.0}, 999998000003.0},
                {brown_badly_scaled, "", {1e6, 2e-6}, 0.0},
                {beale, "", {1.0, 1.0}, 14.203125},
                {beale, "", {3.0, 0.5}, 0.0},
                {jennrich_sampson, "", {0.3, 0.4}, 4171.30616196049}});
}

TEST(TwoVariables, MinimaByNewtonsMethod) {
  expect_minimum_from_start(powell_badly_scaled);
  expect_minimum_from_start(brown_badly_scaled);
  expect_minimum_from_start(jennrich_sampson);  // the paper: 124.362
}

// The minimum that is not the lowest, from the standard start; the paper: 48.9842.
TEST(TwoVariables, FreudensteinRothHasASecondMinimum) {
  const auto objective = make(freudenstein_roth(), "");
  const VectorL x = newton(*objective, objective->start().cast<long double>());
  EXPECT_NEAR(residuals_of(*objective, x).r.squaredNorm(), 48.98425367924002L, 1e-12L);
}

TEST(TwoVariables, Slopes) {
  for (const auto entry : {freudenstein_roth, powell_badly_scaled, brown_badly_scaled, beale}) {
    expect_slopes(entry);
  }
  expect_slopes(jennrich_sampson);
  expect_slopes(jennrich_sampson, "equations=4");
}

}  // namespace
}  // namespace ravine::problem
