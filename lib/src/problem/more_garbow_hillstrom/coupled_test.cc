#include "problem/sum_of_squares_test.h"

namespace ravine::problem {
namespace {

// Values worked by hand.
TEST(Coupled, WorkedValues) {
  expect_facts({{trigonometric, "dimension=3", {0.0, 0.0, 0.0}, 0.0},
                {brown_almost_linear, "dimension=3", {1.0, 1.0, 1.0}, 0.0},
                {brown_almost_linear, "dimension=3", {0.0, 0.0, 4.0}, 1.0},
                {brown_almost_linear, "dimension=2", {0.5, 0.5}, 1.5 * 1.5 + 0.75 * 0.75},
                {chebyquad, "dimension=1", {0.5}, 0.0},
                {chebyquad, "dimension=1:equations=2", {0.5}, 4.0 / 9.0}});
}

TEST(Coupled, MinimaByNewtonsMethod) {
  expect_minimum_from_start(brown_almost_linear);
  for (const char* n :
       {"1", "2", "3", "4", "5", "6", "7", "8", "9"}) {  // the paper: 3.51687e-3 at 8
    expect_minimum_from_start(chebyquad, std::string("dimension=") + n);
  }
  VectorXd x(10);  // a random start's end
  x << 0.0747, 0.1715, 0.2864, 0.3596, 0.4708, 0.6166, 0.6168, 0.7998, 0.8449, 0.967;
  expect_minimum(chebyquad, "dimension=10", x);
  EXPECT_FALSE(make(chebyquad(), "dimension=8:equations=9")->minimum().has_value());
}

// Minima that are not the lowest, from the standard starts; the paper: 2.79506e-5, 6.50395e-3.
TEST(Coupled, HigherMinimaOfThePaper) {
  const auto from_start = [](const Entry<Problem>& entry) {
    const auto objective = make(entry, "dimension=10");
    const VectorL x = newton(*objective, objective->start().cast<long double>());
    return residuals_of(*objective, x).r.squaredNorm();
  };
  EXPECT_NEAR(from_start(trigonometric()), 2.795056121879456e-5L, 1e-17L);
  EXPECT_NEAR(from_start(chebyquad()), 6.503954800882306e-3L, 1e-15L);
}

TEST(Coupled, Slopes) {
  for (const auto entry : {trigonometric, brown_almost_linear, chebyquad}) {
    expect_slopes(entry);
    expect_slopes(entry, "dimension=1");
  }
  expect_slopes(chebyquad, "dimension=5:equations=9");
}

TEST(Coupled, FewerEquationsThanUnknownsAreRefused) {
  EXPECT_THROW(make(chebyquad(), "dimension=8:equations=7"), std::invalid_argument);
}

}  // namespace
}  // namespace ravine::problem
