#include "problem/sum_of_squares_test.h"

namespace ravine::problem {
namespace {

// Values at the standard starts and at the minimisers.
TEST(FourVariables, PublishedValues) {
  expect_facts({{powell_singular, "", {3.0, -1.0, 0.0, 1.0}, 215.0},
                {powell_singular, "dimension=8", {3, -1, 0, 1, 3, -1, 0, 1}, 430.0},
                {extended_powell_singular, "dimension=4", {3.0, -1.0, 0.0, 1.0}, 215.0},
                {powell_singular, "", {0.0, 0.0, 0.0, 0.0}, 0.0},
                {wood, "", {-3.0, -1.0, -3.0, -1.0}, 19192.0},
                {wood, "", {1.0, 1.0, 1.0, 1.0}, 0.0},
                {brown_dennis, "", {25.0, 5.0, -5.0, -1.0}, 7926693.336997432}});
  EXPECT_THROW(make(extended_powell_singular(), "dimension=6"), std::invalid_argument);
}

// The paper: 3.07505e-4 and 85822.2.
TEST(FourVariables, MinimaByNewtonsMethod) {
  expect_minimum_from_start(kowalik_osborne);
  expect_minimum_from_start(brown_dennis);
}

TEST(FourVariables, TheMinimumIsKnownForTheNumberOfEquationsInThePaperOnly) {
  EXPECT_FALSE(make(brown_dennis(), "equations=19")->minimum().has_value());
}

TEST(FourVariables, Slopes) {
  for (const auto entry : {powell_singular, extended_powell_singular, wood, kowalik_osborne}) {
    expect_slopes(entry);
  }
  expect_slopes(brown_dennis);
  expect_slopes(brown_dennis, "equations=5");
}

}  // namespace
}  // namespace ravine::problem
