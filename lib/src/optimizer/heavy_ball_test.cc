#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>
#include <string>

#include "optimizer/method_test.h"
#include "optimizer/optimizers.h"

namespace ravine {
namespace {

using optimizers::heavy_ball;

// Polyak 1964 with the restart written out, one coordinate in long double.
TEST(HeavyBall, FollowsPolyakAndRestarts) {
  const CountedFunction f(1, [](const VectorXd& x, VectorXd* gradient) {
    if (gradient != nullptr) *gradient = VectorXd::Constant(1, x[0]);
    return 0.5 * x[0] * x[0];
  });
  for (const bool restarts : {true, false}) {
    const auto x = iterates_of(
        heavy_ball(), std::string("step=0.1:beta=0.9:restart=") + (restarts ? "gradient" : "none"),
        f, VectorXd::Ones(1), 60);
    ASSERT_EQ(x.size(), 60U);
    long double before = 1.0L;
    long double now = 1.0L;
    int turns = 0;
    for (std::size_t t = 0; t + 1 < x.size(); ++t) {
      const bool climbs = now * (now - before) > 0.0L;
      turns += climbs ? 1 : 0;
      const long double kept = restarts && climbs ? 0.0L : 0.9L * (now - before);
      const long double next = now - 0.1L * now + kept;
      before = now;
      now = next;
      ASSERT_NEAR(x[t + 1][0], static_cast<double>(now), 1e-14) << t;
    }
    EXPECT_GT(turns, 0);
  }
}

TEST(HeavyBall, WithoutRestartIsMomentum) {
  const CountedFunction f(2, rosenbrock);
  const Eigen::Vector2d start(-1.2, 1.0);
  const auto x = iterates_of(heavy_ball(), "step=0.001:beta=0.8:restart=none", f, start, 300);
  const auto momentum = iterates_of(optimizers::momentum(), "step=0.001:beta=0.8", f, start, 300);
  ASSERT_EQ(x.size(), 300U);
  for (std::size_t t = 0; t < x.size(); ++t) EXPECT_LE((x[t] - momentum[t]).norm(), 1e-10) << t;
}

// Too much memory for the curvature makes the ball oscillate for long; restarts bring the rate of
// the best memory back (O'Donoghue & Candès 2015, section 3).
TEST(HeavyBall, RestartsHelpWhereTheMemoryIsTooLong) {
  const CountedFunction f(2, quadratic(Eigen::Vector2d(1.0, 50.0)));
  const auto evaluations = [&](const std::string& restart) {
    const Result result = run_method(heavy_ball(), "step=0.02:beta=0.99:restart=" + restart, f,
                                     Eigen::Vector2d(1.0, 1.0), {.target = 1e-10});
    EXPECT_EQ(result.status, Status::kTargetReached);
    return result.f_evals;
  };
  EXPECT_LT(2 * evaluations("gradient"), evaluations("none"));
}

}  // namespace
}  // namespace ravine
