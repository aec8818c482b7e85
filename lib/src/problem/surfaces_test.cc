#include "problem/problem_facts.h"

namespace ravine::problem {
namespace {

// Minimisers and values as in Jamil & Yang 2013; other points worked by hand.
TEST(Surfaces, PublishedValues) {
  expect_facts({{booth, "", {1.0, 3.0}, 0.0},
                {booth, "", {0.0, 0.0}, 74.0},
                {branin, "", {-3.141592653589793, 12.275}, 0.39788735772973816},
                {branin, "", {3.141592653589793, 2.275}, 0.39788735772973816},
                {goldstein_price, "", {0.0, -1.0}, 3.0},
                {goldstein_price, "", {-0.6, -0.4}, 30.0},
                {goldstein_price, "", {1.8, 0.2}, 84.0},
                {goldstein_price, "", {1.2, 0.8}, 840.0},
                {himmelblau, "", {3.0, 2.0}, 0.0},
                {himmelblau, "", {0.0, 0.0}, 170.0},
                {matyas, "", {0.0, 0.0}, 0.0},
                {matyas, "", {1.0, 1.0}, 0.04},
                {three_hump_camel, "", {0.0, 0.0}, 0.0},
                {three_hump_camel, "", {1.0, 1.0}, 2.0 - 1.05 + 1.0 / 6.0 + 2.0},
                {saddle, "", {1.0, 0.0}, -0.25},
                {saddle, "", {0.0, 0.0}, 0.0},
                {plateau, "", {0.0, 0.0}, 0.0},
                {plateau, "", {3.0, 0.0}, 0.9}});
}

}  // namespace
}  // namespace ravine::problem
