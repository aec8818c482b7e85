#include "oracle/batches.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

#include "gradient/sources.h"
#include "ravine/oracle.h"

namespace ravine {
namespace {

/// The mean of (x - i)^2 for i = 0 .. n - 1; in a batch, term `hole` is NaN for x > 0.
class Means final : public FiniteSum {
 public:
  explicit Means(Index n, Index hole = -1) : n_(n), hole_(hole) {}
  Index dimension() const override { return 1; }
  Index terms() const override { return n_; }
  double value(const VectorXd& x) const override {
    double f = 0.0;
    for (Index i = 0; i < n_; ++i) f += (x[0] - i) * (x[0] - i);
    return f / n_;
  }
  double batch_value(const Executor&, const Batch& batch, const VectorXd& x) const override {
    double f = 0.0;
    for (const Index i : batch.terms)
      f += i == hole_ && x[0] > 0.0 ? std::nan("") : (x[0] - i) * (x[0] - i);
    return f / static_cast<double>(batch.terms.size());
  }
  double batch_value_and_gradient(const Executor& executor, const Batch& batch, const VectorXd& x,
                                  VectorXd& gradient) const override {
    gradient = VectorXd::Zero(1);
    for (const Index i : batch.terms) {
      gradient[0] += 2.0 * (x[0] - i) / static_cast<double>(batch.terms.size());
    }
    return batch_value(executor, batch, x);
  }

 private:
  Index n_;
  Index hole_;
};

std::unique_ptr<GradientSource> make(const Entry<GradientSource>& entry) {
  return entry.make(Spec(entry.name).bind(entry.parameters, "gradient"));
}

// each epoch is a permutation, the last batch short where the size does not divide.
TEST(Batches, EachEpochIsAPermutation) {
  for (const Index terms : {1, 2, 7, 32, 100}) {
    for (const Index size : {Index{1}, Index{3}, Index{7}, terms}) {
      if (size > terms) continue;
      Batches batches(terms, size, 5);
      for (int epoch = 0; epoch < 4; ++epoch) {
        std::vector<Index> seen;
        std::span<const Index> told;
        while (static_cast<Index>(seen.size()) < terms) {
          EXPECT_EQ(batches.epoch_starts(), seen.empty());
          const Batch batch = batches.next();
          const auto left = terms - static_cast<Index>(seen.size());
          ASSERT_EQ(static_cast<Index>(batch.terms.size()), std::min(size, left));
          // The rest of the epoch is known from its order.
          if (!seen.empty()) {
            EXPECT_TRUE(std::ranges::equal(batch.terms, told.first(batch.terms.size())));
          }
          told = batch.epoch.subspan(seen.size() + batch.terms.size());
          seen.insert(seen.end(), batch.terms.begin(), batch.terms.end());
          ASSERT_EQ(static_cast<Index>(seen.size() + told.size()), terms);
        }
        EXPECT_TRUE(batches.epoch_starts());
        std::sort(seen.begin(), seen.end());
        for (Index i = 0; i < terms; ++i) ASSERT_EQ(seen[static_cast<std::size_t>(i)], i);
      }
    }
  }
}

TEST(Batches, AreFixedByTheSeedAndNewEachEpoch) {
  const auto order = [](std::uint64_t seed, int epochs) {
    Batches batches(50, 50, seed);
    std::vector<Index> last;
    for (int epoch = 0; epoch < epochs; ++epoch) {
      const auto batch = batches.next();
      last.assign(batch.terms.begin(), batch.terms.end());
    }
    return last;
  };
  EXPECT_EQ(order(1, 2), order(1, 2));
  EXPECT_NE(order(1, 1), order(2, 1));
  EXPECT_NE(order(1, 1), order(1, 2));
}

TEST(BatchObjective, IsTheMeanOverItsBatch) {
  const Means means(10);
  BatchObjective batch(means);
  const std::vector<Index> chosen = {1, 4};
  batch.select(chosen);
  const VectorXd x = VectorXd::Constant(1, 2.0);
  VectorXd gradient;
  EXPECT_EQ(batch.value(x), 2.5);  // ((2-1)^2 + (2-4)^2) / 2
  EXPECT_EQ(batch.value_and_gradient(x, gradient), 2.5);
  EXPECT_EQ(gradient[0], -1.0);
  EXPECT_EQ(batch.dimension(), 1);
  EXPECT_TRUE(has_gradient(batch, VectorXd::Zero(1)));
}

TEST(Oracle, CountsTheSamplesThatBatchesTouch) {
  const Means means(10);
  const auto source = make(sources::analytic());
  const Options options{.max_evaluations = 7, .trace = true};
  Oracle oracle(means, source.get(), serial_executor(), options, 4);
  VectorXd gradient;
  const VectorXd x = VectorXd::Constant(1, 20.0);
  while (oracle.evaluate(x, gradient)) {
  }
  const Result result = oracle.take();
  EXPECT_EQ(result.status, Status::kMaxEvaluations);
  EXPECT_EQ(result.f_evals, 7);
  EXPECT_EQ(result.g_evals, 7);
  EXPECT_EQ(result.steps, 7);
  // Batches of 4, 4, 2, 4, 4, 2, 4 samples out of 10.
  EXPECT_EQ(result.epochs, 2.4);
  // One whole value at the start of each of three epochs and one at the end.
  EXPECT_EQ(result.monitor_evals, 4);
  EXPECT_EQ(result.value, means.value(x));
}

TEST(Oracle, CountsEachNonFiniteValueOfABatchOnce) {
  struct Case {
    Entry<GradientSource> source;
    double x;
    Index expected;
    bool goes_on;
  };
  // At 0 only the probe ahead is NaN, and the difference takes the other side; at 1 the value and
  // both probes are NaN.
  for (const Case& c :
       {Case{sources::analytic(), 1.0, 1, false}, Case{sources::centered(), 0.0, 1, true},
        Case{sources::centered(), 1.0, 3, false}}) {
    const Means means(4, 2);
    const auto source = make(c.source);
    const Options options;
    Oracle oracle(means, source.get(), serial_executor(), options, 4);
    VectorXd gradient;
    EXPECT_EQ(oracle.evaluate(VectorXd::Constant(1, c.x), gradient), c.goes_on);
    const Result result = oracle.take();
    EXPECT_EQ(result.status == Status::kNonFinite, !c.goes_on);
    EXPECT_EQ(result.non_finite_evals, c.expected) << c.source.name << ' ' << c.x;
    EXPECT_EQ(result.value, means.value(VectorXd::Constant(1, c.x)));
  }
}

}  // namespace
}  // namespace ravine
