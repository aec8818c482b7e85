#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "optimizer/method_test.h"
#include "optimizer/optimizers.h"
#include "oracle/least_squares_test.h"

namespace ravine {
namespace {

using Long = LeastSquares::Long;
using optimizers::svrg;

// Johnson & Zhang 2013, fig. 1 with option I, in long double: mini-batches in the order drawn, the
// same one at x and at the snapshot, and a new snapshot after `inner` epochs.
TEST(Svrg, FollowsThePaper) {
  for (const double inner : {0.5, 1.0, 2.0}) {
    const LeastSquares sum(7, 3, false);
    AnalyticGradient source;
    // A snapshot costs one evaluation and each of its steps two; three of them are taken.
    const auto steps = static_cast<Index>(std::ceil(7.0 * inner));  // 4, 7 and 14
    const Options options{.max_evaluations = 3 * (1 + 2 * steps)};
    Oracle oracle(sum, &source, serial_executor(), options, 1);
    VectorXd x = VectorXd::Zero(3);
    make_method(svrg(), "step=0.05:inner=" + std::to_string(inner))->minimize(oracle, x);

    const long double l2 = LeastSquares::kL2;
    const auto gradient = [&](Index i, const Long& at) {
      return Long(sum.term_gradient(i, at) + l2 * at);
    };
    Long theta = Long::Zero(3);
    std::size_t call = 0;
    for (int snapshot = 0; snapshot < 3; ++snapshot) {
      const Long s = theta;
      Long mu = Long::Zero(3);
      for (Index i = 0; i < 7; ++i) mu += gradient(i, s) / 7.0L;
      for (Index k = 0; k < steps; ++k, call += 2) {
        ASSERT_LT(call + 1, sum.batches.size());
        const Index i = sum.batches[call].front();
        EXPECT_EQ(sum.batches[call + 1], sum.batches[call]);
        theta -= 0.05L * (gradient(i, theta) - gradient(i, s) + mu);
      }
    }
    EXPECT_LE(static_cast<double>((x.cast<long double>() - theta).norm()), 1e-12) << inner;
    const Result result = oracle.take();
    EXPECT_EQ(result.f_evals, 3 * (1 + 2 * steps));
    EXPECT_EQ(result.steps, 3 * steps);
    EXPECT_EQ(result.epochs, 3.0 * (1.0 + 2.0 * static_cast<double>(steps) / 7.0));
  }
}

// With a constant step SGD stays at a distance; SVRG converges linearly (theorem 1 of the paper).
TEST(Svrg, ConvergesWithAConstantStepWhereSgdDoesNot) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const LeastSquares sum(50, 4, false);
    const double target = sum.value(sum.minimiser()) + 1e-10;
    const Options options{.max_evaluations = 20000, .target = target, .seed = seed};
    const VectorXd start = VectorXd::Zero(4);
    EXPECT_EQ(run_method(svrg(), "step=0.02", sum, start, options, 1).status,
              Status::kTargetReached);
    EXPECT_NE(run_method(optimizers::sgd(), "step=0.02", sum, start, options, 1).status,
              Status::kTargetReached);
  }
}

TEST(Svrg, ConvergesToItsGradientAndRefusesWhatIsNoSum) {
  const LeastSquares sum(50, 4, false);
  const Result result = run_method(svrg(), "step=0.02", sum, VectorXd::Zero(4),
                                   {.max_evaluations = 100000, .gradient_tolerance = 1e-9}, 1);
  EXPECT_EQ(result.status, Status::kConverged);
  EXPECT_LE((result.x - sum.minimiser()).norm(), 1e-7);
  const CountedFunction f(2, rosenbrock);
  EXPECT_THROW(run_method(svrg(), "", f, VectorXd::Zero(2)), std::invalid_argument);
}

}  // namespace
}  // namespace ravine
