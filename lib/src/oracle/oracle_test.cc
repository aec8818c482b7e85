#include "ravine/oracle.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <ctime>
#include <functional>
#include <stdexcept>
#include <thread>
#include <vector>

#include "gradient/sources.h"
#include "ravine/function.h"

namespace ravine {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
const double kNan = std::nan("");

std::unique_ptr<GradientSource> make(const Entry<GradientSource>& entry) {
  return entry.make(Spec(entry.name).bind(entry.parameters, "gradient"));
}

/// A run on one variable: f is `slope` x with its gradient, but NaN below 0 and +inf above 100.
struct Line {
  explicit Line(Options wanted = {}, bool centered = false)
      : options(std::move(wanted)),
        source(make(centered ? sources::centered() : sources::analytic())) {}

  bool value(double x, double& f) { return oracle.value(VectorXd::Constant(1, x), f); }
  bool value(double x) {
    double f = 0.0;
    return value(x, f);
  }
  bool evaluate(double x) { return oracle.evaluate(VectorXd::Constant(1, x), gradient); }

  int calls = 0;
  std::function<double(const VectorXd&, VectorXd*)> f = [this](const VectorXd& x, VectorXd* g) {
    ++calls;
    if (g != nullptr) *g = VectorXd::Constant(1, 2.0);
    return x[0] < 0.0 ? kNan : x[0] > 100.0 ? kInfinity : 2.0 * x[0];
  };
  FunctionObjective<decltype(f)> objective{f, 1};
  Options options;
  std::unique_ptr<GradientSource> source;
  VectorXd gradient;
  Oracle oracle{objective, source.get(), serial_executor(), options, 0};
};

TEST(Oracle, NeverGoesOverTheBudget) {
  for (Index budget = 1; budget <= 20; ++budget) {
    Line run({.max_evaluations = budget}, true);
    // A value and two probes at a time, then single values for what is left.
    while (run.evaluate(50.0)) EXPECT_LE(run.calls, budget);
    EXPECT_FALSE(run.value(40.0));
    // At least the start.
    EXPECT_EQ(run.calls, std::max<Index>(budget / 3 * 3, 1));
    const Result result = run.oracle.take();
    EXPECT_EQ(result.status, Status::kMaxEvaluations);
    EXPECT_EQ(result.f_evals, run.calls);
  }
}

TEST(Oracle, SpendsTheWholeBudgetOnValues) {
  Line run({.max_evaluations = 7});
  for (int i = 0; i < 7; ++i) EXPECT_TRUE(run.value(1.0 + i));
  EXPECT_FALSE(run.value(0.5));
  EXPECT_EQ(run.calls, 7);
  EXPECT_EQ(run.oracle.take().value, 2.0);
}

TEST(Oracle, EvaluatesManyPointsWithinTheBudget) {
  std::vector<VectorXd> points;
  for (int i = 0; i < 50; ++i) points.push_back(VectorXd::Constant(1, 50.0 - i));
  for (const Index budget : {1, 31, 32, 33, 49, 50, 51}) {
    Line run({.max_evaluations = budget});
    VectorXd f;
    EXPECT_EQ(run.oracle.values(points, f), budget >= 50);
    ASSERT_EQ(f.size(), 50);
    for (Index i = 0; i < 50; ++i) {
      if (i < budget) {
        EXPECT_EQ(f[i], 2.0 * (50.0 - static_cast<double>(i)));
      } else {
        EXPECT_TRUE(std::isnan(f[i]));
      }
    }
    const Result result = run.oracle.take();
    EXPECT_EQ(run.calls, std::min<Index>(budget, 50));
    EXPECT_EQ(result.f_evals, run.calls);
    EXPECT_EQ(result.value, f[run.calls - 1]);
    EXPECT_EQ(result.status, budget < 50 ? Status::kMaxEvaluations : Status::kStalled);
  }
}

TEST(Oracle, ATargetAmongManyPointsEndsTheRunThere) {
  std::vector<VectorXd> points(100, VectorXd::Constant(1, 3.0));
  points[40] = VectorXd::Constant(1, 0.5);
  points[50] = VectorXd::Constant(1, 0.25);
  Line run({.target = 1.0});
  VectorXd f;
  EXPECT_FALSE(run.oracle.values(points, f));
  EXPECT_EQ(run.calls, 41);
  EXPECT_EQ(f[40], 1.0);
  EXPECT_TRUE(std::isnan(f[41]));
  const Result result = run.oracle.take();
  EXPECT_EQ(result.status, Status::kTargetReached);
  EXPECT_EQ(result.value, 1.0);
  EXPECT_EQ(result.f_evals, 41);
}

TEST(Oracle, CountsWhatIsNotFiniteAmongManyPoints) {
  const std::vector<VectorXd> points = {VectorXd::Constant(1, -1.0), VectorXd::Constant(1, 2.0),
                                        VectorXd::Constant(1, 200.0)};
  Line run;
  VectorXd f;
  EXPECT_TRUE(run.oracle.values(points, f));
  const Result result = run.oracle.take();
  EXPECT_EQ(result.non_finite_evals, 2);
  EXPECT_EQ(result.value, 4.0);
}

TEST(Oracle, CountsValuesAndGradientsApart) {
  Line run;
  double f = 0.0;
  EXPECT_TRUE(run.value(3.0, f));
  EXPECT_EQ(f, 6.0);
  EXPECT_TRUE(run.oracle.value_and_gradient(VectorXd::Constant(1, 4.0), f, run.gradient));
  EXPECT_TRUE(run.evaluate(5.0));
  EXPECT_EQ(run.oracle.steps(), 1);
  const Result result = run.oracle.take();
  EXPECT_EQ(result.f_evals, 3);
  EXPECT_EQ(result.g_evals, 2);
  EXPECT_EQ(result.steps, 1);
  EXPECT_EQ(result.epochs, 0.0);
}

TEST(Oracle, ReturnsTheBestFinitePointWithItsValue) {
  Line run;
  for (const double x : {7.0, -1.0, 3.0, 200.0, 5.0}) EXPECT_TRUE(run.value(x));
  const Result result = run.oracle.take();
  EXPECT_EQ(result.x[0], 3.0);
  EXPECT_EQ(result.value, 6.0);
  EXPECT_EQ(result.non_finite_evals, 2);
}

TEST(Oracle, AProbeOfADifferenceCanBeTheBestPointAndReachTheTarget) {
  Line run({.target = 100.0 - 1e-6}, true);
  EXPECT_FALSE(run.evaluate(50.0));
  const Result result = run.oracle.take();
  EXPECT_EQ(result.status, Status::kTargetReached);
  EXPECT_LT(result.x[0], 50.0);
  EXPECT_EQ(result.value, 2.0 * result.x[0]);
}

TEST(Oracle, EndsAtTheFirstValueAtOrBelowTheTarget) {
  Line run({.target = 6.0});
  EXPECT_TRUE(run.value(3.1));
  EXPECT_FALSE(run.value(3.0));
  EXPECT_FALSE(run.value(1.0));
  run.oracle.finish(Status::kConverged, "the first reason counts");
  const Result result = run.oracle.take();
  EXPECT_EQ(result.status, Status::kTargetReached);
  EXPECT_EQ(result.value, 6.0);
  EXPECT_EQ(run.calls, 2);
}

TEST(Oracle, ANonFiniteIterateIsNoSuccess) {
  for (const double bad : {kNan, kInfinity, -kInfinity}) {
    Line run({.target = 0.0});
    run.f = [&](const VectorXd&, VectorXd* g) {
      if (g != nullptr) *g = VectorXd::Zero(1);
      return bad;
    };
    EXPECT_FALSE(run.evaluate(1.0));
    const Result result = run.oracle.take();
    EXPECT_EQ(result.status, Status::kNonFinite);
    EXPECT_TRUE(std::isnan(result.value));
    EXPECT_EQ(result.non_finite_evals, 1);
  }
}

TEST(Oracle, AGradientThatIsNotFiniteIsNoConvergence) {
  for (const double bad : {kNan, kInfinity}) {
    Line run;
    run.f = [&](const VectorXd&, VectorXd* g) {
      if (g != nullptr) *g = VectorXd::Constant(1, bad);
      return 1.0;
    };
    EXPECT_FALSE(run.evaluate(1.0));
    const Result result = run.oracle.take();
    EXPECT_EQ(result.status, Status::kNonFinite);
    EXPECT_EQ(result.value, 1.0);
    EXPECT_EQ(result.non_finite_evals, 1);
  }
}

TEST(Oracle, TellsGrowthFromAHole) {
  Line grown;
  EXPECT_TRUE(grown.evaluate(1.0));
  EXPECT_TRUE(grown.evaluate(90.0));
  EXPECT_FALSE(grown.evaluate(1e3));
  EXPECT_EQ(grown.oracle.take().status, Status::kDiverged);
  Line hole;
  EXPECT_TRUE(hole.evaluate(2.0));
  EXPECT_TRUE(hole.evaluate(1.0));
  EXPECT_FALSE(hole.evaluate(-1.0));
  EXPECT_EQ(hole.oracle.take().status, Status::kNonFinite);
}

TEST(Oracle, ConvergesByGradientOrByValueOnlyWhereAsked) {
  Line flat({.gradient_tolerance = 2.0});
  EXPECT_FALSE(flat.evaluate(1.0));
  EXPECT_EQ(flat.oracle.take().status, Status::kConverged);
  Line slow({.value_tolerance = 0.1});
  EXPECT_TRUE(slow.evaluate(3.0));
  EXPECT_TRUE(slow.evaluate(2.0));
  for (int i = 1; i <= 4; ++i) EXPECT_TRUE(slow.evaluate(2.0 - 0.005 * i));
  EXPECT_FALSE(slow.evaluate(1.975));  // the fifth in a row
  EXPECT_EQ(slow.oracle.take().status, Status::kConverged);
  Line still;
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(still.evaluate(1.0));
}

// A run that says `converged` has converged at the point that it returns.
TEST(Oracle, IsNotConvergedWhereALowerPointWasSeen) {
  Line by_gradient;
  EXPECT_TRUE(by_gradient.value(0.5));
  double f = 0.0;
  EXPECT_TRUE(by_gradient.value(1.0, f));
  EXPECT_FALSE(by_gradient.oracle.accept(VectorXd::Constant(1, 1.0), f, 0.0));
  const Result flat = by_gradient.oracle.take();
  EXPECT_EQ(flat.status, Status::kStalled);
  EXPECT_EQ(flat.x[0], 0.5);
  EXPECT_NE(flat.message.find("a point on the way is lower"), std::string::npos) << flat.message;
  Line by_value({.value_tolerance = 0.1});
  EXPECT_TRUE(by_value.evaluate(1.0));
  for (int i = 1; i <= 20; ++i) EXPECT_TRUE(by_value.evaluate(2.0 - 0.001 * i));
}

TEST(Oracle, TheSamePointAgainIsNoConvergence) {
  Line run({.value_tolerance = 0.1});
  for (int i = 0; i < 20; ++i) EXPECT_TRUE(run.evaluate(1.0));
}

TEST(Oracle, EvaluatesNoPointThatIsNotFinite) {
  for (const double bad : {kNan, kInfinity, -kInfinity}) {
    Line run;
    EXPECT_TRUE(run.evaluate(1.0));
    EXPECT_FALSE(run.value(bad));
    EXPECT_EQ(run.calls, 1);
    const Result result = run.oracle.take();
    EXPECT_EQ(result.status, Status::kDiverged);
    EXPECT_EQ(result.f_evals, 1);
    EXPECT_EQ(result.value, 2.0);
  }
}

TEST(Oracle, AValueThatFallsWithoutBoundHasDiverged) {
  Line run;
  run.f = [](const VectorXd& x, VectorXd* g) {
    if (g != nullptr) *g = VectorXd::Zero(1);
    return -1e200 * x[0];
  };
  EXPECT_FALSE(run.evaluate(1e95));
  EXPECT_EQ(run.oracle.take().status, Status::kDiverged);
}

// The values of both points differ by one unit in the last place.
TEST(Oracle, ReturnsTheIterateThatConvergedWhereATrialIsLowerByRoundingAlone) {
  Line run;
  run.f = [](const VectorXd& x, VectorXd* g) {
    if (g != nullptr) *g = VectorXd::Constant(1, x[0] == 2.0 ? 0.0 : 1.0);
    return x[0] == 2.0 ? 1.0 : std::nextafter(1.0, 0.0);
  };
  EXPECT_TRUE(run.value(1.0));
  EXPECT_FALSE(run.evaluate(2.0));
  const Result result = run.oracle.take();
  EXPECT_EQ(result.status, Status::kConverged);
  EXPECT_EQ(result.x[0], 2.0);
  EXPECT_EQ(result.value, 1.0);
}

// x^2 up to 1, at whose edge the slope is 2: a one-sided difference errs by its step, 6e-6.
TEST(Oracle, ACenteredDifferenceAtTheEdgeOfADomainTakesTheFiniteSide) {
  for (const double side : {1.0, -1.0}) {
    Line run({}, true);
    run.f = [&](const VectorXd& x, VectorXd*) { return side * x[0] > 1.0 ? kNan : x[0] * x[0]; };
    EXPECT_TRUE(run.evaluate(side));
    EXPECT_NEAR(run.gradient[0], 2.0 * side, 2e-5);
    const Result result = run.oracle.take();
    EXPECT_EQ(result.non_finite_evals, 1);
    EXPECT_EQ(result.f_evals, 3);
  }
}

TEST(Oracle, StopsAfterItsSeconds) {
  Line run({.max_seconds = 0.02});
  EXPECT_TRUE(run.value(1.0));
  std::this_thread::sleep_for(std::chrono::milliseconds(25));
  EXPECT_FALSE(run.value(1.0));
  const Result result = run.oracle.take();
  EXPECT_EQ(result.status, Status::kMaxSeconds);
  EXPECT_EQ(result.f_evals, 1);
  EXPECT_GE(result.seconds, 0.02);
}

TEST(Oracle, AMethodWithoutAReasonHasStalled) {
  Line run;
  EXPECT_TRUE(run.value(1.0));
  EXPECT_EQ(run.oracle.take().status, Status::kStalled);
}

TEST(Oracle, LetsAnExceptionThrough) {
  Line run;
  run.f = [](const VectorXd&, VectorXd*) -> double { throw std::domain_error("outside"); };
  EXPECT_THROW(run.value(1.0), std::domain_error);
  EXPECT_THROW(run.evaluate(1.0), std::domain_error);
}

TEST(Oracle, TheProcessTimeOfARunIsThatOfItsWork) {
  Line run;
  run.f = [](const VectorXd&, VectorXd*) {
    const std::clock_t begin = std::clock();
    while (std::clock() - begin < 30 * CLOCKS_PER_SEC / 1000) {
    }
    return 1.0;
  };
  EXPECT_TRUE(run.value(1.0));
  EXPECT_GE(run.oracle.take().cpu_seconds, 0.029);
}

TEST(Oracle, WhatIsShownTakesNoTime) {
  const auto f = [](const VectorXd& x, VectorXd& g) {
    g = 2.0 * x;
    return x.squaredNorm();
  };
  const auto both = [&f](const VectorXd& x, VectorXd* g) {
    VectorXd unused;
    return f(x, g == nullptr ? unused : *g);
  };
  const FunctionObjective<decltype(both)> objective(both, 2);
  const auto source = make(sources::analytic());
  const Options options{.trace = true};
  Oracle oracle(objective, source.get(), serial_executor(), options, 0);
  VectorXd gradient;
  EXPECT_TRUE(oracle.evaluate(VectorXd::Ones(2), gradient));
  ASSERT_TRUE(oracle.shows_memory());
  oracle.show([] {
    std::this_thread::sleep_for(std::chrono::milliseconds(400));
    return Memory{};
  });
  EXPECT_LT(oracle.take().seconds, 0.4);
}

}  // namespace
}  // namespace ravine
