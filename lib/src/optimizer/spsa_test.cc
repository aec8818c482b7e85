#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "core/random.h"
#include "optimizer/method_test.h"
#include "optimizer/optimizers.h"

namespace ravine {
namespace {

using optimizers::spsa;

/// The points that a run asks for, in order.
std::vector<VectorXd> trials(const std::string& parameters, Index n, Index budget,
                             std::uint64_t seed = 1) {
  std::vector<VectorXd> points;
  const CountedFunction f(n, [&points](const VectorXd& x, VectorXd*) {
    points.push_back(x);
    return x.squaredNorm();
  });
  run_method(spsa(), parameters, f, VectorXd::Ones(n), {.max_evaluations = budget, .seed = seed});
  return points;
}

// Spall 1992, eq. 2.2: two values a gradient whatever the dimension, at x +- c_k d with d of signs,
// and c_k = c / k^gamma.
TEST(Spsa, PerturbsAllEntriesAtOnceByItsGains) {
  for (const Index n : {1, 3, 50}) {
    const auto points = trials("perturbation=0.01:gamma=0.5", n, 11 + 3 * 40);
    VectorXd x = points[0];
    // One value at the start and ten for the first gain, then three a step.
    for (std::size_t k = 1; 11 + 3 * k <= points.size(); ++k) {
      const VectorXd& ahead = points[8 + 3 * k];
      const VectorXd& behind = points[9 + 3 * k];
      const double c = 0.01 / std::sqrt(static_cast<double>(k));
      for (Index i = 0; i < n; ++i) {
        EXPECT_NEAR(std::abs(ahead[i] - x[i]), c, 1e-12);
        EXPECT_NEAR(ahead[i] + behind[i], 2.0 * x[i], 1e-12);
      }
      const VectorXd& next = points[10 + 3 * k];
      if (next.squaredNorm() <= x.squaredNorm()) x = next;
    }
  }
}

// Spall 1998, section III: a makes the first moves `step` long an entry. In one dimension each
// first slope is the derivative, so the move is exact.
TEST(Spsa, MovesByItsStepAtFirst) {
  const auto points = trials("step=0.25:stability=10", 1, 14);
  EXPECT_NEAR(points[13][0], 0.75, 1e-9);
}

TEST(Spsa, NeverRaisesTheValue) {
  const CountedFunction f(2, rosenbrock);
  const auto x = iterates_of(spsa(), "step=1", f, Eigen::Vector2d(-1.2, 1.0), 500);
  ASSERT_EQ(x.size(), 500U);
  for (std::size_t t = 1; t < x.size(); ++t) EXPECT_LE(f.value(x[t]), f.value(x[t - 1]));
}

TEST(Spsa, SolvesASphereFromEachSeed) {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    const CountedFunction f(10, quadratic(VectorXd::Ones(10)));
    const Result result =
        run_method(spsa(), "", f, VectorXd::Ones(10), {.target = 1e-6, .seed = seed});
    EXPECT_EQ(result.status, Status::kTargetReached) << seed << ' ' << result.value;
    EXPECT_EQ(result.f_evals, f.values);
    EXPECT_EQ(f.gradients, 0);
  }
}

TEST(Spsa, StepsOverPerturbationsThatAreNotFinite) {
  // NaN in a half of the plane that touches the start.
  const CountedFunction f(
      2, [](const VectorXd& x, VectorXd*) { return x[0] > 1.0 ? std::nan("") : x.squaredNorm(); });
  const Result result = run_method(spsa(), "", f, Eigen::Vector2d(1.0, 1.0), {.target = 1e-6});
  EXPECT_EQ(result.status, Status::kMaxEvaluations);
  EXPECT_GT(result.non_finite_evals, 0);
  const Result inside = run_method(spsa(), "", f, Eigen::Vector2d(0.99, 1.0), {.target = 1e-6});
  EXPECT_EQ(inside.status, Status::kTargetReached);
}

TEST(Spsa, IsFixedByItsSeed) {
  EXPECT_EQ(trials("", 4, 100, 7), trials("", 4, 100, 7));
  EXPECT_NE(trials("", 4, 100, 7), trials("", 4, 100, 8));
}

}  // namespace
}  // namespace ravine
