#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "core/random.h"
#include "optimizer/method_test.h"
#include "optimizer/optimizers.h"

namespace ravine {
namespace {

using optimizers::nelder_mead;

double sphere(const VectorXd& x, VectorXd*) { return x.squaredNorm(); }

// Powell 1962, as problem 13 of Moré, Garbow & Hillstrom 1981; its Hessian is singular at 0.
double powell_singular(const VectorXd& x, VectorXd*) {
  return std::pow(x[0] + 10.0 * x[1], 2) + 5.0 * std::pow(x[2] - x[3], 2) +
         std::pow(x[1] - 2.0 * x[2], 4) + 10.0 * std::pow(x[0] - x[3], 4);
}

// McKinnon 1998, with tau = 2, theta = 6, phi = 60: convex, lowest at (0, -1/2) with value -1/4.
// Nelder and Mead's steps from one simplex on it shrink onto (0, 0), which is no minimum.
double mckinnon(const VectorXd& x, VectorXd*) {
  return (x[0] <= 0.0 ? 360.0 : 6.0) * x[0] * x[0] + x[1] + x[1] * x[1];
}

// targets on test problems, with both sets of coefficients.
TEST(NelderMead, ReachesTheTargetsOfTestProblems) {
  struct Case {
    const char* name;
    CountedFunction f;
    VectorXd start;
    double target;
  };
  const Case cases[] = {
      {"rosenbrock", {2, rosenbrock}, Eigen::Vector2d(-1.2, 1.0), 1e-10},
      {"powell", {4, powell_singular}, Eigen::Vector4d(3.0, -1.0, 0.0, 1.0), 1e-8},
      {"mckinnon", {2, mckinnon}, Eigen::Vector2d(1.0, 1.0), -0.25 + 1e-10},
      {"sphere", {1, sphere}, VectorXd::Constant(1, 100.0), 1e-10},
      {"sphere", {10, sphere}, VectorXd::Ones(10), 1e-7},
  };
  for (const Case& c : cases) {
    for (const char* parameters : {"coefficients=standard", "coefficients=adaptive"}) {
      const Index before = c.f.values;
      const Result result =
          run_method(nelder_mead(), parameters, c.f, c.start, {.target = c.target});
      EXPECT_EQ(result.status, Status::kTargetReached) << c.name << ' ' << result.message;
      EXPECT_EQ(result.f_evals, c.f.values - before);
      EXPECT_EQ(result.g_evals, 0);
    }
  }
}

TEST(NelderMead, ConvergesFromStartsAllAround) {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    const CountedFunction f(2, rosenbrock);
    Random random(seed, Random::Stream::kStart);
    const Eigen::Vector2d start(random.uniform(-3.0, 3.0), random.uniform(-3.0, 3.0));
    const Result result = run_method(nelder_mead(), "", f, start);
    EXPECT_EQ(result.status, Status::kConverged) << seed << ' ' << result.message;
    EXPECT_LE(result.value, 1e-12) << seed;
  }
}

// By hand on f = -x - y from (0, 0) with size 1: the simplex (0,0), (1,0), (0,1) reflects (0,0) to
// (1,1), and expands to (3/2, 3/2), which is lower and stays: 3 + 2 values.
TEST(NelderMead, TakesTheStepsOfThePaper) {
  const CountedFunction f(2, [](const VectorXd& x, VectorXd*) { return -x[0] - x[1]; });
  const auto x = iterates_of(nelder_mead(), "size=1", f, VectorXd::Zero(2), 2);
  ASSERT_EQ(x.size(), 2U);
  EXPECT_EQ(x[0], Eigen::Vector2d(1.0, 0.0));
  EXPECT_EQ(x[1], Eigen::Vector2d(1.5, 1.5));
  EXPECT_EQ(f.values, 5);
}

// By hand on f = |x| + |y| from (0, 0) with size 1: (1,0) and (0,1) are above it and so are (-1,0)
// and (0,-1), which are looked at and left; (0,1) is the worst (a tie, kept in order), its
// reflection (1,-1) is no better than it, the contraction inside (1/4, 1/2) is: 5 + 2 values.
TEST(NelderMead, ContractsInsideWhereTheReflectionIsNoBetter) {
  std::vector<VectorXd> seen;
  const CountedFunction f(2, [&](const VectorXd& x, VectorXd*) {
    seen.push_back(x);
    return x.lpNorm<1>();
  });
  iterates_of(nelder_mead(), "size=1", f, VectorXd::Zero(2), 2);
  ASSERT_EQ(seen.size(), 7U);
  EXPECT_EQ(seen[3], Eigen::Vector2d(-1.0, 0.0));
  EXPECT_EQ(seen[4], Eigen::Vector2d(0.0, -1.0));
  EXPECT_EQ(seen[5], Eigen::Vector2d(1.0, -1.0));
  EXPECT_EQ(seen[6], Eigen::Vector2d(0.25, 0.5));
}

// By hand on f = x + y from (3, -4) with size 1/2: the edges have length 2, (5,-4) and (3,-2) are
// above the start, (1,-4) and (3,-6) are below and taken.
TEST(NelderMead, BuildsItsSimplexDownhill) {
  std::vector<VectorXd> seen;
  const CountedFunction f(2, [&](const VectorXd& x, VectorXd*) {
    seen.push_back(x);
    return x[0] + x[1];
  });
  const auto x = iterates_of(nelder_mead(), "size=0.5", f, Eigen::Vector2d(3.0, -4.0), 2);
  ASSERT_EQ(seen.size(), 7U);
  EXPECT_EQ(seen[3], Eigen::Vector2d(1.0, -4.0));
  EXPECT_EQ(seen[4], Eigen::Vector2d(3.0, -6.0));
  EXPECT_EQ(seen[5], Eigen::Vector2d(1.0, -6.0));  // reflects the start
  EXPECT_EQ(x[1], Eigen::Vector2d(0.0, -7.0));     // expands
}

TEST(NelderMead, AdaptsItsCoefficientsBeyondTenDimensions) {
  for (const Index n : {10, 11}) {
    const auto evaluations = [n](const char* parameters) {
      const CountedFunction f(n, sphere);
      return run_method(nelder_mead(), parameters, f, VectorXd::Ones(n), {.target = 1e-5}).f_evals;
    };
    EXPECT_EQ(evaluations(""),
              evaluations(n > 10 ? "coefficients=adaptive" : "coefficients=standard"));
    EXPECT_NE(evaluations("coefficients=adaptive"), evaluations("coefficients=standard"));
  }
}

// Gao & Han 2012, eq. 4.1, at n = 2: 1, 2, 1/2 and 1/2, the standard ones.
TEST(NelderMead, AdaptiveIsStandardInTwoDimensions) {
  const CountedFunction f(2, rosenbrock);
  const Eigen::Vector2d start(-1.2, 1.0);
  const auto standard = iterates_of(nelder_mead(), "", f, start, 150);
  EXPECT_EQ(standard, iterates_of(nelder_mead(), "coefficients=adaptive", f, start, 150));
}

// Gao & Han's finding: in many dimensions the standard coefficients lose their grip.
TEST(NelderMead, AdaptiveIsBetterInManyDimensions) {
  const auto evaluations = [](const char* coefficients) {
    const CountedFunction f(40, sphere);
    return run_method(nelder_mead(), std::string("size=0.1:coefficients=") + coefficients, f,
                      VectorXd::Ones(40), {.max_evaluations = 100000, .target = 1e-7});
  };
  const Result adaptive = evaluations("adaptive");
  const Result standard = evaluations("standard");
  EXPECT_EQ(adaptive.status, Status::kTargetReached);
  EXPECT_LT(2 * adaptive.f_evals, standard.f_evals);
}

TEST(NelderMead, StopsInsideItsFirstSimplex) {
  for (Index budget = 1; budget <= 6; ++budget) {
    const CountedFunction f(6, sphere);
    const Result result =
        run_method(nelder_mead(), "size=3", f, VectorXd::Ones(6), {.max_evaluations = budget});
    EXPECT_EQ(result.status, Status::kMaxEvaluations);
    EXPECT_EQ(f.values, budget);
    EXPECT_EQ(result.steps, 0);
    EXPECT_EQ(result.value, 6.0);
  }
}

TEST(NelderMead, TreatsWhatIsNotFiniteAsInfinitelyHigh) {
  // Defined on the half plane x > 0 only, lowest at (1, 0), near the edge.
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const CountedFunction f(2, [nan](const VectorXd& x, VectorXd*) {
    return x[0] > 0.0 ? x[0] - std::log(x[0]) + x[1] * x[1] : nan;
  });
  for (const double start : {0.01, 2.0, 30.0, -0.05}) {
    const Result result = run_method(nelder_mead(), "", f, Eigen::Vector2d(start, 3.0));
    EXPECT_EQ(result.status, Status::kConverged) << start << ' ' << result.message;
    EXPECT_NEAR(result.value, 1.0, 1e-9);
  }
}

// a loss that is flat wherever it is continuous.
TEST(NelderMead, RunsOnAFunctionOfSteps) {
  const CountedFunction f(2, [](const VectorXd& x, VectorXd*) {
    return std::ceil(std::abs(x[0])) + std::ceil(std::abs(x[1]));
  });
  const Result result = run_method(nelder_mead(), "size=1", f, Eigen::Vector2d(3.5, -2.5));
  EXPECT_EQ(result.status, Status::kConverged);
  EXPECT_LT(result.value, 7.0);
}

TEST(NelderMead, RefusesDimensionsWhoseMatrixIsTooLarge) {
  const CountedFunction large(30000, quadratic(VectorXd::Ones(30000)));
  EXPECT_THROW(run_method(nelder_mead(), "", large, VectorXd::Ones(30000)), std::invalid_argument);
}

/// The points that are asked for, where the values are given one by one.
std::vector<VectorXd> asked(const std::vector<double>& values, Index budget) {
  std::vector<VectorXd> points;
  const CountedFunction f(2, [&](const VectorXd& x, VectorXd*) {
    points.push_back(x);
    return points.size() <= values.size() ? values[points.size() - 1] : 100.0;
  });
  run_method(nelder_mead(), "coefficients=standard:size=1", f, Eigen::Vector2d(0.0, 0.0),
             {.max_evaluations = budget});
  return points;
}

// Nelder & Mead 1965 as Lagarias et al. 1998 tell it, section 2. The first simplex has the values 0
// at (0, 0), 1 at (1, 0) and 2 at (0, 1), since what is opposite is higher.
TEST(NelderMead, ShrinksByHalfWhereAContractionFails) {
  const auto inside = asked({0.0, 1.0, 2.0, 3.0, 4.0, 10.0, 10.0}, 9);
  ASSERT_EQ(inside.size(), 9U);
  EXPECT_EQ(inside[5], Eigen::Vector2d(1.0, -1.0));  // reflected
  EXPECT_EQ(inside[6], Eigen::Vector2d(0.25, 0.5));  // contracted
  EXPECT_EQ(inside[7], Eigen::Vector2d(0.5, 0.0));
  EXPECT_EQ(inside[8], Eigen::Vector2d(0.0, 0.5));
  // Outside, a contraction must be as low as the reflected point.
  const auto outside = asked({0.0, 1.0, 2.0, 3.0, 4.0, 1.5, 1.7}, 9);
  ASSERT_EQ(outside.size(), 9U);
  EXPECT_EQ(outside[6], Eigen::Vector2d(0.75, -0.5));
  EXPECT_EQ(outside[7], Eigen::Vector2d(0.5, 0.0));
}

}  // namespace
}  // namespace ravine
