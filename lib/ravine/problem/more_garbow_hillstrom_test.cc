#include "ravine/problem/problem_facts.h"

namespace ravine::problem {
namespace {

// Values at the standard starts and minimisers, Moré, Garbow & Hillstrom 1981.
TEST(MoreGarbowHillstrom, PublishedValues) {
  expect_facts({{helical_valley, "", {-1.0, 0.0, 0.0}, 2500.0},
                {helical_valley, "", {1.0, 0.0, 0.0}, 0.0},
                {powell_singular, "", {3.0, -1.0, 0.0, 1.0}, 215.0},
                {powell_singular, "dimension=8", {3, -1, 0, 1, 3, -1, 0, 1}, 430.0},
                {wood, "", {-3.0, -1.0, -3.0, -1.0}, 19192.0},
                {wood, "", {1.0, 1.0, 1.0, 1.0}, 0.0}});
  EXPECT_THROW(make(powell_singular(), "dimension=6"), std::invalid_argument);
}

}  // namespace
}  // namespace ravine::problem
