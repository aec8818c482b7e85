// What a run tells while it goes on: the observer and the trace.
#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <thread>
#include <vector>

#include "gradient/sources.h"
#include "ravine/finite_sum.h"
#include "ravine/function.h"
#include "ravine/oracle.h"

namespace ravine {
namespace {

double bowl(const VectorXd& x) { return x.squaredNorm(); }

/// Takes `steps` iterates (1 + 1/t, 0, ...), each after `trials` values, and closes the run.
Result walk(Index dimension, Index steps, const Options& options, int trials = 0) {
  const FunctionObjective<decltype(bowl)> objective(bowl, dimension);
  Oracle oracle(objective, nullptr, serial_executor(), options, 0);
  VectorXd x = VectorXd::Zero(dimension);
  for (Index t = 1; t <= steps; ++t) {
    x[0] = 1.0 + 1.0 / static_cast<double>(t);
    double f = 0.0;
    bool going = oracle.value(x, f);
    for (int trial = 0; going && trial < trials; ++trial) going = oracle.value(2.0 * x, f);
    if (!going || !oracle.accept(x, x.squaredNorm())) break;
  }
  return oracle.take();
}

TEST(Observer, SeesEachStepAndMayStopTheRun) {
  std::vector<Index> evaluations;
  std::vector<double> values;
  std::vector<double> steps;
  const Options options{.observer = [&](const Progress& p) {
    evaluations.push_back(p.evaluations);
    values.push_back(p.value);
    steps.push_back(p.step);
    EXPECT_EQ(p.value, p.x.squaredNorm());
    EXPECT_TRUE(std::isnan(p.gradient_norm));
    return evaluations.size() < 3;
  }};
  const Result result = walk(3, 100, options, 1);
  EXPECT_EQ(result.status, Status::kStopped);
  EXPECT_EQ(result.steps, 3);
  EXPECT_EQ(result.f_evals, 6);
  EXPECT_EQ(evaluations, (std::vector<Index>{2, 4, 6}));
  EXPECT_EQ(values[1], 2.25);
  // From 2 to 1.5 to 4/3.
  EXPECT_EQ(steps[0], 0.0);
  EXPECT_EQ(steps[1], 0.5);
  EXPECT_NEAR(steps[2], 1.0 / 6.0, 1e-15);
}

TEST(Observer, MayTakeSixArgumentsAndReturnNothing) {
  int calls = 0;
  const Options options{
      .observer = [&](Index, double, const VectorXd&, double, double, double) { ++calls; }};
  EXPECT_EQ(walk(1, 10, options).steps, 10);
  EXPECT_EQ(calls, 10);
}

TEST(Observer, IsOutsideTheClock) {
  const Options options{.observer = [](const Progress&) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }};
  EXPECT_LT(walk(1, 5, options).seconds, 0.1);
}

/// Four terms, whose whole value takes 20 ms.
class SlowToRecord final : public FiniteSum {
 public:
  Index dimension() const override { return 1; }
  Index terms() const override { return 4; }
  double value(const VectorXd& x) const override {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    return x[0] * x[0];
  }
  double batch_value(const Executor&, const Batch&, const VectorXd& x) const override {
    return x[0] * x[0];
  }
  double batch_value_and_gradient(const Executor&, const Batch&, const VectorXd& x,
                                  VectorXd& gradient) const override {
    gradient = 2.0 * x;
    return x[0] * x[0];
  }
};

TEST(Monitor, IsOutsideClockAndBudget) {
  const SlowToRecord sum;
  const auto entry = sources::analytic();
  const auto source = entry.make(Spec(entry.name).bind(entry.parameters, "gradient"));
  Oracle oracle(sum, source.get(), serial_executor(), {.max_evaluations = 20}, 1);
  VectorXd x = VectorXd::Ones(1);
  VectorXd gradient(1);
  while (oracle.evaluate(x, gradient)) x -= 0.01 * gradient;
  const Result result = oracle.take();
  EXPECT_EQ(result.f_evals, 20);
  EXPECT_GE(result.monitor_evals, 5);
  EXPECT_LT(result.seconds, 0.02 * 5);
}

TEST(Trace, IsKeptOnlyWhereAskedFor) {
  EXPECT_TRUE(walk(2, 10, {}).trace.empty());
  EXPECT_EQ(walk(2, 10, {.trace = true}).trace.size(), 10U);
}

TEST(Trace, HasTheFirstAndTheLastAndAtMostAThousandPoints) {
  for (const Index steps : {1, 2, 50, 999, 1000, 1001, 20000, 500000}) {
    const Result result = walk(2, steps, {.max_evaluations = 1000000, .trace = true});
    ASSERT_FALSE(result.trace.empty());
    EXPECT_LE(result.trace.size(), 1000U);
    EXPECT_EQ(result.trace.front().f_evals, 1);
    EXPECT_EQ(result.trace.front().value, 4.0);
    EXPECT_EQ(result.trace.back().f_evals, steps);
    EXPECT_EQ(result.trace.back().f_evals, result.f_evals);
    EXPECT_EQ(result.trace.back().best, result.value);
    EXPECT_EQ(result.trace.back().x, result.x);
  }
}

TEST(Trace, KeepsTheFirstStepsInThePlaneWhole) {
  const auto path = walk(2, 1000, {.trace = true}, 3).trace;
  ASSERT_GE(path.size(), 150U);
  for (std::size_t i = 0; i < 150; ++i) EXPECT_EQ(path[i].f_evals, 4 * (i + 1));
  // In space the same walk is thinned from 200 evaluations on, where 2 % is a step.
  EXPECT_LT(walk(3, 150, {.trace = true}, 3).trace.size(), 150U);
}

TEST(Trace, NeverRunsBackwards) {
  const auto trace = walk(2, 30000, {.max_evaluations = 100000, .trace = true}, 2).trace;
  for (std::size_t i = 1; i < trace.size(); ++i) {
    EXPECT_GT(trace[i].f_evals, trace[i - 1].f_evals);
    EXPECT_GE(trace[i].seconds, trace[i - 1].seconds);
    EXPECT_LE(trace[i].best, trace[i - 1].best);
    EXPECT_LE(trace[i].best, trace[i].value);
    EXPECT_EQ(trace[i].value, trace[i].x.squaredNorm());
  }
}

TEST(Trace, KeepsTheIterateInTwoDimensionsOnly) {
  EXPECT_EQ(walk(2, 3, {.trace = true}).trace.back().x.size(), 2);
  EXPECT_EQ(walk(3, 3, {.trace = true}).trace.back().x.size(), 0);
}

/// Twice the value and the first coordinate, after a while.
Figures slow_figures() {
  return {{"twice", "first"}, [](const Executor&, const VectorXd& x, double value) {
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
            return std::vector<double>{2.0 * value, x[0]};
          }};
}

TEST(RecordedFigures, AreTakenAtEachPointAndOutsideTheClock) {
  const Options options{.trace = true, .recorded = slow_figures()};
  const Result result = walk(2, 5, options);
  EXPECT_LT(result.seconds, 0.1);
  ASSERT_EQ(result.trace.size(), 5U);
  for (const TracePoint& point : result.trace) {
    EXPECT_EQ(point.figures, (std::vector<double>{2.0 * point.value, point.x[0]}));
  }
}

TEST(RecordedFigures, AreNotTakenWithoutATrace) {
  bool asked = false;
  const Figures figures{{"none"}, [&](const Executor&, const VectorXd&, double) {
                          asked = true;
                          return std::vector<double>{0.0};
                        }};
  walk(2, 5, {.recorded = figures});
  EXPECT_FALSE(asked);
}

TEST(Trace, EndsAtTheTargetThatATrialReached) {
  const FunctionObjective<decltype(bowl)> objective(bowl, 2);
  const Options options{.target = 1.0, .trace = true};
  Oracle oracle(objective, nullptr, serial_executor(), options, 0);
  double f = 0.0;
  EXPECT_TRUE(oracle.value(Eigen::Vector2d(3.0, 0.0), f));
  EXPECT_TRUE(oracle.accept(Eigen::Vector2d(3.0, 0.0), f));
  EXPECT_TRUE(oracle.value(Eigen::Vector2d(2.0, 0.0), f));
  EXPECT_FALSE(oracle.value(Eigen::Vector2d(0.5, 0.0), f));
  const Result result = oracle.take();
  ASSERT_EQ(result.trace.size(), 2U);
  EXPECT_EQ(result.trace.back().f_evals, 3);
  EXPECT_EQ(result.trace.back().value, 0.25);
  EXPECT_EQ(result.trace.back().x, Eigen::Vector2d(0.5, 0.0));
}

}  // namespace
}  // namespace ravine
