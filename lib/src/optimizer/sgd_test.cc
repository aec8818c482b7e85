#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <thread>
#include <vector>

#include "optimizer/method_test.h"
#include "optimizer/optimizers.h"

namespace ravine {
namespace {

using optimizers::sgd;

/// The line y = 2x: the mean of (w x_i - 2 x_i)^2 over x = 0 .. n - 1. Notes the
/// batches that it is asked for.
class Line final : public FiniteSum {
 public:
  explicit Line(Index n) : n_(n) {}
  Index dimension() const override { return 1; }
  Index terms() const override { return n_; }
  double value(const VectorXd& w) const override {
    double f = 0.0;
    for (Index i = 0; i < n_; ++i) f += term(i, w);
    return f / static_cast<double>(n_);
  }
  double batch_value(const Executor&, const Batch& batch, const VectorXd& w) const override {
    double f = 0.0;
    for (const Index i : batch.terms) f += term(i, w);
    return f / static_cast<double>(batch.terms.size());
  }
  double batch_value_and_gradient(const Executor& executor, const Batch& batch, const VectorXd& w,
                                  VectorXd& gradient) const override {
    batches.emplace_back(batch.terms.begin(), batch.terms.end());
    points.push_back(w[0]);
    gradient = VectorXd::Zero(1);
    for (const Index i : batch.terms) {
      gradient[0] += 2.0 * (w[0] - 2.0) * static_cast<double>(i * i);
    }
    gradient /= static_cast<double>(batch.terms.size());
    return batch_value(executor, batch, w);
  }

  mutable std::vector<std::vector<Index>> batches;
  mutable std::vector<double> points;

 private:
  static double term(Index i, const VectorXd& w) {
    const double residual = (w[0] - 2.0) * static_cast<double>(i);
    return residual * residual;
  }
  Index n_;
};

/// Spreads tasks over threads, the last task first.
class Threads final : public Executor {
 public:
  explicit Threads(int threads) : threads_(threads) {}
  std::string backend() const override { return "threads"; }
  int threads() const override { return threads_; }
  void run(Index count, TaskRef task) const override {
    std::vector<std::thread> workers;
    for (int worker = 0; worker < threads_; ++worker) {
      workers.emplace_back([&, worker] {
        for (Index i = count - 1 - worker; i >= 0; i -= threads_) task(i, worker);
      });
    }
    for (std::thread& worker : workers) worker.join();
  }

 private:
  int threads_;
};

/// Centered differences of step 1/8, a task a probe.
class Differences final : public GradientSource {
 public:
  GradientCost cost(Index n, bool) const override { return {2 * n, 0}; }

 private:
  double differentiate(const GradientQuery& query, VectorXd& gradient, Probes&) override {
    const VectorXd& x = query.x;
    VectorXd values(2 * x.size());
    query.executor.run(2 * x.size(), [&](Index i, int) {
      VectorXd probe = x;
      probe[i / 2] += i % 2 == 0 ? 0.125 : -0.125;
      values[i] = query.f.value(probe);
    });
    gradient.resize(x.size());
    for (Index i = 0; i < x.size(); ++i) gradient[i] = 4.0 * (values[2 * i] - values[2 * i + 1]);
    return query.f.value(x);
  }
};

TEST(Sgd, EachEpochIsAPermutationWithAShortLastBatch) {
  for (const Index size : {1, 3, 4, 10}) {
    const Line line(10);
    run_method(sgd(), "step=0.001", line, VectorXd::Zero(1), {.max_evaluations = 60}, size);
    std::vector<Index> epoch;
    int epochs = 0;
    for (const auto& batch : line.batches) {
      const auto left = 10 - static_cast<Index>(epoch.size());
      ASSERT_EQ(static_cast<Index>(batch.size()), std::min(size, left));
      epoch.insert(epoch.end(), batch.begin(), batch.end());
      if (epoch.size() < 10) continue;
      std::sort(epoch.begin(), epoch.end());
      EXPECT_EQ(epoch, (std::vector<Index>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
      epoch.clear();
      ++epochs;
    }
    EXPECT_EQ(epochs, 60 / ((10 + size - 1) / size));
  }
}

// w' = w - eta 2 (w - 2) mean(x_i^2) over the batch that was drawn, in long double.
TEST(Sgd, FollowsItsRuleOnTheBatchesThatWereDrawn) {
  const Line line(10);
  run_method(sgd(), "step=0.002", line, VectorXd::Zero(1), {.max_evaluations = 50}, 3);
  long double w = 0.0L;
  ASSERT_EQ(line.points.size(), 50U);
  for (std::size_t t = 0; t < line.points.size(); ++t) {
    EXPECT_NEAR(line.points[t], static_cast<double>(w), 1e-14) << t;
    long double squares = 0.0L;
    for (const Index i : line.batches[t]) squares += static_cast<long double>(i * i);
    w -= 0.002L * 2.0L * (w - 2.0L) * squares / static_cast<long double>(line.batches[t].size());
  }
}

TEST(Sgd, FindsTheLinesSlopeForAnySeedAndBatch) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    for (const Index size : {1, 4, 10}) {
      const Line line(10);
      const Result result =
          run_method(sgd(), "step=0.005", line, VectorXd::Zero(1),
                     {.max_evaluations = 5000, .target = 1e-9, .seed = seed}, size);
      EXPECT_EQ(result.status, Status::kTargetReached);
      EXPECT_NEAR(result.x[0], 2.0, 1e-5);
      EXPECT_EQ(result.g_evals, static_cast<Index>(line.batches.size()));
      EXPECT_EQ(result.value, line.value(result.x));
    }
  }
}

TEST(Sgd, SameSeedSameRunForAnyNumberOfThreads) {
  const auto end = [](std::uint64_t seed, const Executor& executor) {
    const Line line(10);
    Differences source;
    const Options options{.max_evaluations = 200, .seed = seed};
    Oracle oracle(line, &source, executor, options, 3);
    VectorXd w = VectorXd::Zero(1);
    make_method(sgd(), "step=0.001")->minimize(oracle, w);
    EXPECT_EQ(oracle.take().f_evals, 198);  // three values a step
    return w[0];
  };
  const double reference = end(7, serial_executor());
  for (const int threads : {1, 2, 5}) EXPECT_EQ(end(7, Threads(threads)), reference);
  EXPECT_NE(end(8, serial_executor()), reference);
}

TEST(Sgd, IsGradientDescentOnAnObjectiveThatIsNoSum) {
  const CountedFunction f(2, rosenbrock);
  const Eigen::Vector2d start(-1.2, 1.0);
  EXPECT_EQ(iterates_of(sgd(), "step=0.001", f, start, 200),
            iterates_of(optimizers::gradient_descent(), "step=0.001", f, start, 200));
}

}  // namespace
}  // namespace ravine
