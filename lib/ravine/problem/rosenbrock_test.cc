#include "ravine/problem/problem_facts.h"

namespace ravine::problem {
namespace {

// 24.2 at the standard start (Moré, Garbow & Hillstrom 1981, no. 1).
TEST(Rosenbrock, PublishedValues) {
  expect_facts({{rosenbrock, "", {-1.2, 1.0}, 24.2},
                {rosenbrock, "", {1.0, 1.0}, 0.0},
                {rosenbrock, "dimension=3", {-1.2, 1.0, -1.2}, 24.2 + 484.0}});
  EXPECT_THROW(make(rosenbrock(), "dimension=1"), std::invalid_argument);
}

TEST(Rosenbrock, StartsFartherAway) {
  EXPECT_EQ(make(rosenbrock(), "start=100")->start(), Eigen::Vector2d(-120.0, 100.0));
}

}  // namespace
}  // namespace ravine::problem
