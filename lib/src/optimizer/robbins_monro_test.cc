// what the theory says of the expected gap of stochastic gradient descent, for
// schedules that meet Robbins and Monro's conditions and for others.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "core/random.h"
#include "optimizer/method_test.h"
#include "optimizer/optimizers.h"

namespace ravine {
namespace {

/// The mean of (x - a_i)^2 / 2 over n normal numbers a_i. It is strongly convex with mu = L = 1,
/// and lowest at their mean. Its gradients have the variance of the a_i at every x.
class Mean final : public FiniteSum {
 public:
  explicit Mean(Index n) : a_(n) {
    Random random(1, Random::Stream::kData);
    for (double& entry : a_) entry = random.normal();
  }
  Index dimension() const override { return 1; }
  Index terms() const override { return a_.size(); }
  double lowest() const { return 0.5 * variance(); }
  double variance() const { return (a_.array() - a_.mean()).square().mean(); }
  double gap_at(double x) const { return 0.5 * std::pow(x - a_.mean(), 2); }
  double value(const VectorXd& x) const override { return lowest() + gap_at(x[0]); }
  double batch_value(const Executor&, const Batch& batch, const VectorXd& x) const override {
    return 0.5 * std::pow(x[0] - a_[batch.terms.front()], 2);
  }
  double batch_value_and_gradient(const Executor& executor, const Batch& batch, const VectorXd& x,
                                  VectorXd& gradient) const override {
    gradient = VectorXd::Constant(1, x[0] - a_[batch.terms.front()]);
    return batch_value(executor, batch, x);
  }

 private:
  VectorXd a_;
};

constexpr int kSeeds = 1000;
constexpr double kStart = 3.0;

/// The mean over the seeds of the gap after `steps` steps of one sample.
double mean_gap(const Mean& sum, const std::string& schedule, Index steps) {
  double total = 0.0;
  for (int seed = 1; seed <= kSeeds; ++seed) {
    const Result result = run_method(
        optimizers::sgd(), schedule, sum, VectorXd::Constant(1, kStart),
        {.max_evaluations = steps, .seed = static_cast<std::uint64_t>(seed), .trace = true}, 1);
    total += result.trace.back().value - sum.lowest();
  }
  return total / kSeeds;
}

/// E gap_t of the recursion x <- (1 - eta) x + eta a, from its mean and its variance. Exact for
/// independent samples; a run draws its samples without putting them back, which makes little
/// difference where it draws few of them.
double expected_gap(const Mean& sum, const std::function<double(Index)>& eta, Index steps) {
  double bias = std::sqrt(2.0 * sum.gap_at(kStart));
  double variance = 0.0;
  for (Index t = 1; t <= steps; ++t) {
    const double kept = 1.0 - eta(t);
    bias *= kept;
    variance = kept * kept * variance + eta(t) * eta(t) * sum.variance();
  }
  return 0.5 * (bias * bias + variance);
}

struct Case {
  const char* schedule;
  std::function<double(Index)> eta;
  double rate;  // of the gap, gap ~ t^-rate
};

// eta / t has sum eta = infinity and sum eta^2 < infinity (Robbins & Monro 1951), and the gap falls
// like 1 / t (Bottou, Curtis & Nocedal 2018, theorem 4.7). 1 / sqrt t has an infinite sum of
// squares and gives 1 / sqrt t; a constant step stays at eta sigma^2 / (4 - 2 eta) (theorem 4.6).
TEST(RobbinsMonro, TheExpectedGapIsTheTheorys) {
  const Mean sum(20000);
  const std::vector<Case> cases = {
      {"step=1:policy=decreasing:rate=1", [](Index t) { return 1.0 / static_cast<double>(t); },
       1.0},
      {"step=0.5:policy=decreasing:decay=inverse_sqrt:rate=1",
       [](Index t) { return 0.5 / std::sqrt(static_cast<double>(t)); }, 0.5},
      {"step=0.1", [](Index) { return 0.1; }, 0.0},
  };
  for (const Case& c : cases) {
    const double early = mean_gap(sum, c.schedule, 100);
    const double late = mean_gap(sum, c.schedule, 400);
    // A gap is half the square of a nearly normal number. So the mean of 1,000 gaps has a relative
    // deviation of sqrt(2 / 1,000). Allowed are five of these, and 400 / 20,000 for the samples
    // that are not put back.
    EXPECT_NEAR(early / expected_gap(sum, c.eta, 100), 1.0, 0.25) << c.schedule;
    EXPECT_NEAR(late / expected_gap(sum, c.eta, 400), 1.0, 0.25) << c.schedule;
    EXPECT_NEAR(std::log(early / late) / std::log(4.0), c.rate, 0.2) << c.schedule;
  }
}

// Too fast a decrease, sum eta < infinity, stops short of the minimum.
TEST(RobbinsMonro, StepsWithAFiniteSumStopShort) {
  const Mean sum(20000);
  const auto eta = [](Index t) { return 0.1 * std::exp(-0.1 * static_cast<double>(t - 1)); };
  const double gap = mean_gap(sum, "step=0.1:policy=decreasing:decay=exponential:rate=0.1", 400);
  EXPECT_NEAR(gap / expected_gap(sum, eta, 400), 1.0, 0.1);
  EXPECT_GT(gap, 0.1 * sum.gap_at(kStart));
}

}  // namespace
}  // namespace ravine
