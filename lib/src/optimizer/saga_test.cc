#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "optimizer/method_test.h"
#include "optimizer/optimizers.h"
#include "oracle/least_squares_test.h"

namespace ravine {
namespace {

using Long = LeastSquares::Long;
using optimizers::saga;

/// Defazio et al. 2014, eq. 1, in long double: steps of 0.05 by the samples of `order`, a batch at
/// a time, from a table filled at the origin. A penalty is that of the point where `exact_penalty`,
/// else each term's own.
Long reference(const LeastSquares& sum, const std::vector<Index>& order, std::size_t batch_size,
               bool exact_penalty) {
  const long double l2 = LeastSquares::kL2;
  const auto n = static_cast<std::size_t>(sum.terms());
  Long x = Long::Zero(sum.dimension());
  const auto gradient = [&](Index i) {
    return Long(sum.term_gradient(i, x) + (exact_penalty ? 0.0L : l2) * x);
  };
  std::vector<Long> table;
  for (std::size_t i = 0; i < n; ++i) table.push_back(gradient(static_cast<Index>(i)));
  for (std::size_t at = 0; at < order.size();) {
    const std::size_t size = std::min(batch_size, n - at % n);  // an epoch's last one is short
    Long mean = Long::Zero(sum.dimension());
    for (const Long& known : table) mean += known / static_cast<long double>(n);
    Long change = Long::Zero(sum.dimension());
    for (std::size_t k = at; k < at + size; ++k) {
      Long& known = table[static_cast<std::size_t>(order[k])];
      const Long fresh = gradient(order[k]);
      change += (fresh - known) / static_cast<long double>(size);
      known = fresh;
    }
    x -= 0.05L * (change + mean + (exact_penalty ? l2 : 0.0L) * x);
    at += size;
  }
  return x;
}

TEST(Saga, FollowsThePaper) {
  for (const bool linear : {true, false}) {
    for (const std::size_t batch_size : {1, 3, 7}) {
      const LeastSquares sum(7, 3, linear);
      AnalyticGradient source;
      const Options options{.max_evaluations = 70};
      Oracle oracle(sum, &source, serial_executor(), options, static_cast<Index>(batch_size));
      VectorXd x = VectorXd::Zero(3);
      make_method(saga(), "step=0.05")->minimize(oracle, x);
      // The table is filled in one call where the scores are linear, else term by term.
      std::vector<Index> order;
      for (std::size_t k = linear ? 1 : 7; k < sum.batches.size(); ++k) {
        order.insert(order.end(), sum.batches[k].begin(), sum.batches[k].end());
      }
      const Long expected = reference(sum, order, batch_size, linear);
      EXPECT_LE(static_cast<double>((x.cast<long double>() - expected).norm()), 1e-12)
          << linear << ' ' << batch_size;
      const Result result = oracle.take();
      EXPECT_EQ(result.f_evals, static_cast<Index>(sum.batches.size()));
      EXPECT_GE(result.f_evals, 70 - static_cast<Index>(linear ? 0 : batch_size - 1));
      EXPECT_EQ(result.epochs, 1.0 + static_cast<double>(order.size()) / 7.0);
    }
  }
}

// With a constant step SGD stays at a distance; SAGA converges linearly (theorem 1 of the paper).
TEST(Saga, ConvergesWithAConstantStepWhereSgdDoesNot) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const LeastSquares sum(50, 4, true);
    const double target = sum.value(sum.minimiser()) + 1e-10;
    const Options options{.max_evaluations = 20000, .target = target, .seed = seed};
    const VectorXd start = VectorXd::Zero(4);
    EXPECT_EQ(run_method(saga(), "step=0.02", sum, start, options, 1).status,
              Status::kTargetReached);
    EXPECT_NE(run_method(optimizers::sgd(), "step=0.02", sum, start, options, 1).status,
              Status::kTargetReached);
  }
}

TEST(Saga, RefusesWhatIsNoSumAndATableTooLarge) {
  const CountedFunction f(2, rosenbrock);
  EXPECT_THROW(run_method(saga(), "", f, VectorXd::Zero(2)), std::invalid_argument);
  // 20,000 gradients of 10,000 numbers are 1.5 GiB; their scores are one number each.
  class Large final : public FiniteSum {
   public:
    Index dimension() const override { return 10000; }
    Index terms() const override { return 20000; }
    double value(const VectorXd&) const override { return 0.0; }
    double batch_value(const Executor&, const Batch&, const VectorXd&) const override {
      return 0.0;
    }
    double batch_value_and_gradient(const Executor&, const Batch&, const VectorXd&,
                                    VectorXd&) const override {
      return 0.0;
    }
  };
  EXPECT_THROW(run_method(saga(), "", Large(), VectorXd::Zero(10000), {}, 32),
               std::invalid_argument);
}

}  // namespace
}  // namespace ravine
