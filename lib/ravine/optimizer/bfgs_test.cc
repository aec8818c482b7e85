#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

#include "ravine/core/random.h"
#include "ravine/optimizer/method_test.h"
#include "ravine/optimizer/optimizers.h"

namespace ravine {
namespace {

using optimizers::bfgs;

TEST(Bfgs, SolvesRosenbrockFromManyStarts) {
  for (const char* search : {"search=strong_wolfe", "search=hager_zhang"}) {
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
      const CountedFunction f(2, rosenbrock);
      Random random(seed, Random::Stream::kStart);
      Eigen::Vector2d start(-1.2, 1.0);
      if (seed > 1) start = {random.uniform(-3.0, 3.0), random.uniform(-3.0, 3.0)};
      const Result result = run_method(bfgs(), search, f, start, {.gradient_tolerance = 1e-8});
      EXPECT_EQ(result.status, Status::kConverged) << search << seed << ' ' << result.message;
      EXPECT_LE((result.x - Eigen::Vector2d(1.0, 1.0)).norm(), 1e-7);
      EXPECT_EQ(result.f_evals, f.values);
      EXPECT_EQ(result.g_evals, f.gradients);
      EXPECT_LE(result.f_evals, 150);
    }
  }
}

// With exact steps BFGS takes the steps of conjugate gradients and ends after n of them on a
// quadratic (Nocedal & Wright 2006, theorem 6.4); with those in use a small multiple is left.
TEST(Bfgs, EndsInAFewTimesTheDimensionOnAQuadratic) {
  for (const Index n : {1, 2, 5, 10, 20}) {
    const VectorXd lambda =
        Eigen::ArrayXd::LinSpaced(n, 0.0, std::log(100.0)).exp();  // condition 100
    const CountedFunction f(n, quadratic(lambda));
    const Result result = run_method(bfgs(), "", f, VectorXd::Ones(n));
    EXPECT_EQ(result.status, Status::kConverged) << result.message;
    EXPECT_LE(result.steps, 4 * n + 10) << n;
  }
}

/// The textbook's update in long double: H <- (I - rho s y') H (I - rho y s') + rho s s'.
using Square = Eigen::Matrix<long double, 2, 2>;
using Pair = Eigen::Matrix<long double, 2, 1>;
Square updated(const Square& h, const Pair& s, const Pair& y) {
  const long double rho = 1.0L / s.dot(y);
  const Square left = Square::Identity() - rho * s * y.transpose();
  return left * h * left.transpose() + rho * s * s.transpose();
}

// Each step is along -H g, H being the formula's (eq. 6.17 and 6.20) from the steps so far.
TEST(Bfgs, FollowsTheFormula) {
  const CountedFunction f(2, rosenbrock);
  const auto x = iterates_of(bfgs(), "", f, Eigen::Vector2d(-1.2, 1.0), 20);
  ASSERT_EQ(x.size(), 20U);
  const auto gradient = [](const VectorXd& at) {
    VectorXd g(2);
    rosenbrock(at, &g);
    return Pair(g.cast<long double>());
  };
  Square h = Square::Identity();
  for (std::size_t t = 0; t + 1 < x.size(); ++t) {
    const Pair s = (x[t + 1] - x[t]).cast<long double>();
    const Pair along = -h * gradient(x[t]);
    const long double sine = (s[0] * along[1] - s[1] * along[0]) / (s.norm() * along.norm());
    EXPECT_LE(std::abs(static_cast<double>(sine)), 1e-7) << t;
    EXPECT_GT(static_cast<double>(s.dot(along)), 0.0);
    const Pair y = gradient(x[t + 1]) - gradient(x[t]);
    if (t == 0) h *= s.dot(y) / y.squaredNorm();
    h = updated(h, s, y);
  }
}

TEST(Bfgs, StepsBackFromWhereTheFunctionIsNotDefined) {
  // x - log x on x > 0, lowest at 1; the first steps from 1e-3 overshoot on both sides.
  const CountedFunction f(1, [](const VectorXd& x, VectorXd* gradient) {
    if (gradient != nullptr) *gradient = VectorXd::Constant(1, 1.0 - 1.0 / x[0]);
    return x[0] - std::log(x[0]);
  });
  for (const char* search : {"search=strong_wolfe", "search=hager_zhang"}) {
    for (const double start : {1e-3, 0.5, 40.0, 1e5}) {
      const Result result = run_method(bfgs(), search, f, VectorXd::Constant(1, start));
      EXPECT_EQ(result.status, Status::kConverged) << start << ' ' << result.message;
      EXPECT_NEAR(result.x[0], 1.0, 1e-7);
    }
  }
}

TEST(Bfgs, StallsOnAGradientOfTheWrongSignAndRefusesWhatDoesNotFit) {
  const CountedFunction f(2, [](const VectorXd& x, VectorXd* gradient) {
    if (gradient != nullptr) *gradient = -2.0 * x;
    return x.squaredNorm();
  });
  EXPECT_EQ(run_method(bfgs(), "", f, Eigen::Vector2d(1.0, 1.0)).status, Status::kStalled);
  const CountedFunction large(16385, quadratic(VectorXd::Ones(16385)));
  EXPECT_THROW(run_method(bfgs(), "", large, VectorXd::Ones(16385)), std::invalid_argument);
}

}  // namespace
}  // namespace ravine
