#include <gtest/gtest.h>

#include <cmath>

#include "ravine/core/random.h"
#include "ravine/optimizer/method_test.h"
#include "ravine/optimizer/optimizers.h"

namespace ravine {
namespace {

using optimizers::conjugate_gradient;

TEST(ConjugateGradient, SolvesRosenbrockFromManyStarts) {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    const CountedFunction f(2, rosenbrock);
    Random random(seed, Random::Stream::kStart);
    Eigen::Vector2d start(-1.2, 1.0);
    if (seed > 1) start = {random.uniform(-3.0, 3.0), random.uniform(-3.0, 3.0)};
    const Result result =
        run_method(conjugate_gradient(), "", f, start, {.gradient_tolerance = 1e-8});
    EXPECT_EQ(result.status, Status::kConverged) << seed << ' ' << result.message;
    EXPECT_LE((result.x - Eigen::Vector2d(1.0, 1.0)).norm(), 1e-7);
    EXPECT_EQ(result.f_evals, f.values);
    EXPECT_EQ(result.g_evals, f.gradients);
    EXPECT_LE(result.f_evals, 400);
  }
}

// On a quadratic the first trial of each step after the first is exact, and conjugate directions
// end after n of them (Nocedal & Wright 2006, theorem 5.1); round-off asks for a few more.
TEST(ConjugateGradient, EndsInAFewTimesTheDimensionOnAQuadratic) {
  for (const Index n : {1, 2, 5, 10, 20}) {
    const VectorXd lambda =
        Eigen::ArrayXd::LinSpaced(n, 0.0, std::log(100.0)).exp();  // condition 100
    const CountedFunction f(n, quadratic(lambda));
    const Result result = run_method(conjugate_gradient(), "", f, VectorXd::Ones(n));
    EXPECT_EQ(result.status, Status::kConverged) << result.message;
    EXPECT_LE(result.steps, 4 * n + 10) << n;
  }
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

TEST(ConjugateGradient, StepsBackFromWhereTheFunctionIsNotDefined) {
  // x - log x on x > 0, lowest at 1.
  const CountedFunction f(1, [](const VectorXd& x, VectorXd* gradient) {
    if (gradient != nullptr) *gradient = VectorXd::Constant(1, 1.0 - 1.0 / x[0]);
    return x[0] - std::log(x[0]);
  });
  for (const double start : {1e-3, 0.5, 40.0, 1e5}) {
    const Result result = run_method(conjugate_gradient(), "", f, VectorXd::Constant(1, start));
    EXPECT_EQ(result.status, Status::kConverged) << start << ' ' << result.message;
    EXPECT_NEAR(result.x[0], 1.0, 1e-7);
  }
}

TEST(ConjugateGradient, StallsOnAGradientOfTheWrongSign) {
  const CountedFunction f(2, [](const VectorXd& x, VectorXd* gradient) {
    if (gradient != nullptr) *gradient = -2.0 * x;
    return x.squaredNorm();
  });
  EXPECT_EQ(run_method(conjugate_gradient(), "", f, Eigen::Vector2d(1.0, 1.0)).status,
            Status::kStalled);
}

}  // namespace
}  // namespace ravine
