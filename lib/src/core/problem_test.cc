#include "ravine/problem.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace ravine {
namespace {

class Sum final : public Objective {
 public:
  Index dimension() const override { return 3; }
  double value(const VectorXd& x) const override { return x.sum(); }
};

Problem shifted() { return {std::make_unique<Sum>(), {.start = Eigen::Vector3d(0.0, -50.0, 2.0)}}; }

TEST(Problem, SaysNothingThatItDoesNotKnow) {
  const Problem problem = shifted();
  EXPECT_EQ(problem.dimension(), 3);
  EXPECT_EQ(problem.value(VectorXd::Ones(3)), 3.0);
  EXPECT_FALSE(problem.minimum().has_value());
  EXPECT_FALSE(problem.facts().steep_axis.has_value());
  EXPECT_FALSE(problem.facts().recorded.at);
  EXPECT_FALSE(problem.facts().at_end.at);
}

TEST(Problem, RefusesAStartOfAnotherDimension) {
  EXPECT_THROW(Problem(std::make_unique<Sum>(), {.start = VectorXd::Ones(2)}),
               std::invalid_argument);
}

TEST(Problem, DrawsStartsAroundTheStandardOne) {
  const Problem problem = shifted();
  EXPECT_EQ(problem.start(1), problem.start());
  double low = 0.0;
  double high = 0.0;
  for (std::uint64_t seed = 2; seed < 200; ++seed) {
    const VectorXd x = problem.start(seed);
    EXPECT_EQ(x, problem.start(seed));
    EXPECT_NE(x, problem.start(seed + 1));
    // Within a tenth of max(1, |x_i|).
    EXPECT_LE(std::abs(x[0] - 0.0), 0.1);
    EXPECT_LE(std::abs(x[1] + 50.0), 5.0);
    EXPECT_LE(std::abs(x[2] - 2.0), 0.2);
    low = std::min(low, x[1] + 50.0);
    high = std::max(high, x[1] + 50.0);
  }
  // They are spread over the whole cube.
  EXPECT_LT(low, -4.5);
  EXPECT_GT(high, 4.5);
}

TEST(Problem, TakesStartsThatItIsGiven) {
  const Problem problem(std::make_unique<Sum>(),
                        {.start = VectorXd::Zero(3), .seeded_start = [](std::uint64_t seed) {
                           return VectorXd::Constant(3, static_cast<double>(seed));
                         }});
  EXPECT_EQ(problem.start(1), VectorXd::Zero(3));
  EXPECT_EQ(problem.start(7), VectorXd::Constant(3, 7.0));
}

}  // namespace
}  // namespace ravine
