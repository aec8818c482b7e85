#include "problem/problem_facts.h"
#include "ravine/capability.h"

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

// A step along one coordinate changes the terms that read it by as much as the whole.
TEST(Rosenbrock, TouchedTermsChangeAsTheWholeDoes) {
  for (const char* dimension : {"dimension=2", "dimension=3", "dimension=10"}) {
    const auto objective = make(rosenbrock(), dimension);
    const auto* const sum = capability<TouchedTerms>(objective->objective());
    ASSERT_NE(sum, nullptr);
    const VectorXd x = objective->start(7);
    for (Index i = 0; i < x.size(); ++i) {
      VectorXd moved = x;
      moved[i] += 0.125;
      EXPECT_NEAR(sum->touched_value(moved, i) - sum->touched_value(x, i),
                  objective->value(moved) - objective->value(x), 1e-11);
    }
  }
}

}  // namespace
}  // namespace ravine::problem
