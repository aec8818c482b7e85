#include <gtest/gtest.h>

#include <cmath>

#include "optimizer/descent_test.h"
#include "optimizer/optimizers.h"

namespace ravine {
namespace {

using optimizers::conjugate_gradient;

TEST(ConjugateGradient, SolvesRosenbrockFromManyStarts) {
  expect_solves_rosenbrock(conjugate_gradient(), "", 400);
}

// On a quadratic the first trial of each step after the first is exact, and conjugate directions
// end after n of them (Nocedal & Wright 2006, theorem 5.1); round-off asks for a few more.
TEST(ConjugateGradient, EndsInAFewTimesTheDimensionOnAQuadratic) {
  expect_ends_on_quadratics(conjugate_gradient());
}

// Theorem 1 of the paper: g'd <= -7/8 |g|^2 whatever the step.
TEST(ConjugateGradient, EachDirectionDescendsByTheBoundOfThePaper) {
  const CountedFunction f(2, rosenbrock);
  const auto x = iterates_of(conjugate_gradient(), "", f, Eigen::Vector2d(-1.2, 1.0), 30);
  ASSERT_EQ(x.size(), 30U);
  VectorXd before(2);
  VectorXd after(2);
  VectorXd direction(2);
  for (std::size_t t = 0; t + 1 < x.size(); ++t) {
    rosenbrock(x[t], &after);
    if (t == 0) {
      direction = -after;
    } else {
      // Eq. 1.3, 1.5 and 1.6, term by term.
      const VectorXd y = after - before;
      const double dy = direction.dot(y);
      const VectorXd bracket = y - 2.0 * direction * y.squaredNorm() / dy;
      const double eta = -1.0 / (direction.norm() * std::min(0.01, before.norm()));
      direction = -after + std::max(bracket.dot(after) / dy, eta) * direction;
    }
    EXPECT_LE(after.dot(direction), -0.875 * after.squaredNorm() * (1.0 - 1e-9)) << t;
    const VectorXd step = x[t + 1] - x[t];
    EXPECT_NEAR(step.dot(direction), step.norm() * direction.norm(),
                1e-9 * step.norm() * direction.norm())
        << t;
    before = after;
  }
}

/// beta of eq. 1.3 and 1.6 of the paper, and its lower bound eta.
struct Betas {
  double beta;
  double eta;
};

Betas betas(const VectorXd& before, const VectorXd& after, const VectorXd& direction) {
  const VectorXd y = after - before;
  const double dy = direction.dot(y);
  return {(y - 2.0 * direction * y.squaredNorm() / dy).dot(after) / dy,
          -1.0 / (direction.norm() * std::min(0.01, before.norm()))};
}

// Far up the walls of Rosenbrock's valley the directions are long, and some betas below eta.
TEST(ConjugateGradient, BoundsBetaFromBelow) {
  Index bounded = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    Random random(seed, Random::Stream::kStart);
    const VectorXd start = random.uniform(10.0, 1e3) * random.direction(2);
    const CountedFunction f(2, rosenbrock);
    const auto x = iterates_of(conjugate_gradient(), "", f, start, 40);
    VectorXd before(2);
    VectorXd after(2);
    VectorXd direction;
    for (std::size_t t = 0; t + 1 < x.size(); ++t) {
      rosenbrock(x[t], &after);
      if (t == 0) {
        direction = -after;
      } else {
        const auto [beta, eta] = betas(before, after, direction);
        bounded += beta < eta ? 1 : 0;
        direction = -after + std::max(beta, eta) * direction;
      }
      const VectorXd step = x[t + 1] - x[t];
      if (step.norm() < 1e-6) break;  // its direction is rounded
      EXPECT_NEAR(step.dot(direction), step.norm() * direction.norm(),
                  1e-6 * step.norm() * direction.norm())
          << seed << ' ' << t;
      before = after;
    }
  }
  EXPECT_GE(bounded, 10);
}

TEST(ConjugateGradient, StepsBackFromWhereTheFunctionIsNotDefined) {
  expect_stays_where_the_function_is_defined(conjugate_gradient());
}

TEST(ConjugateGradient, StallsOnAGradientOfTheWrongSign) {
  expect_stalls_on_a_gradient_of_the_wrong_sign(conjugate_gradient());
}

}  // namespace
}  // namespace ravine
