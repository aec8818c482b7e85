// What every method promises, tested for each peer that was built. How far a peer gets is not
// tested, because libraries end runs in their own ways.
#include "benchmarks/peers/peers.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "benchmarks/peers/evaluations.h"
#include "optimizer/method_test.h"

namespace ravine {
namespace {

const Eigen::Vector2d kStart(-1.2, 1.0);

void expect_honest(const Entry<Optimizer>& peer, const Result& result, const CountedFunction& f) {
  const std::string where = peer.name + ' ' + result.message;
  EXPECT_EQ(result.f_evals, f.values) << where;
  EXPECT_EQ(result.g_evals, f.gradients) << where;
  EXPECT_FALSE(result.message.empty()) << where;
}

TEST(EveryPeer, SolvesASphereAndStopsAtItsTarget) {
  for (const Entry<Optimizer>& peer : peers()) {
    const CountedFunction f(3, quadratic(VectorXd::Ones(3)));
    const Result result = run_method(peer, "", f, VectorXd::Ones(3), {.target = 1e-3});
    EXPECT_EQ(result.status, Status::kTargetReached) << peer.name << ' ' << result.message;
    EXPECT_LE(result.value, 1e-3);
    EXPECT_EQ(quadratic(VectorXd::Ones(3))(result.x, nullptr), result.value) << peer.name;
    expect_honest(peer, result, f);
  }
}

TEST(EveryPeer, NeverGoesOverItsBudget) {
  for (const Entry<Optimizer>& peer : peers()) {
    for (Index budget = 1; budget <= 40; ++budget) {
      const CountedFunction f(2, rosenbrock);
      const Result result = run_method(peer, "", f, kStart, {.max_evaluations = budget});
      EXPECT_LE(f.values, budget) << peer.name;
      EXPECT_EQ(result.value, rosenbrock(result.x, nullptr)) << peer.name;
      expect_honest(peer, result, f);
    }
  }
}

TEST(EveryPeer, EndsByItselfOrWithItsBudgetWhereThereIsNoTarget) {
  for (const Entry<Optimizer>& peer : peers()) {
    for (const double tolerance : {0.0, 1e-10}) {
      const CountedFunction f(2, rosenbrock);
      const Result result = run_method(peer, "", f, kStart,
                                       {.max_evaluations = 20000, .gradient_tolerance = tolerance});
      EXPECT_LE(result.value, 1e-2) << peer.name << ' ' << result.message;
      expect_honest(peer, result, f);
    }
  }
}

// Far above zero, where the slope of a step is soon within the value's round-off.
TEST(EveryPeer, ReturnsWhereRoundOffHidesTheSlope) {
  for (const Entry<Optimizer>& peer : peers()) {
    const CountedFunction f(
        2, [](const VectorXd& x, VectorXd* gradient) { return 1e9 + rosenbrock(x, gradient); });
    const Result result =
        run_method(peer, "", f, kStart, {.max_evaluations = 5000, .gradient_tolerance = 0.0});
    EXPECT_NE(result.status, Status::kTargetReached) << peer.name;
    expect_honest(peer, result, f);
  }
}

TEST(EveryPeer, CallsNothingThatIsNotFiniteASuccess) {
  for (const Entry<Optimizer>& peer : peers()) {
    for (const double bad : {std::nan(""), HUGE_VAL, -HUGE_VAL}) {
      // From the first call on, and from the third.
      for (const int healthy : {0, 2}) {
        int calls = 0;
        const CountedFunction f(2, [&](const VectorXd& x, VectorXd* gradient) {
          const double value = rosenbrock(x, gradient);
          return ++calls > healthy ? bad : value;
        });
        const Result result =
            run_method(peer, "", f, kStart, {.max_evaluations = 2000, .target = 1e-3});
        EXPECT_NE(result.status, Status::kTargetReached) << peer.name;
        EXPECT_NE(result.status, Status::kConverged) << peer.name << ' ' << result.message;
        EXPECT_GT(result.non_finite_evals, 0) << peer.name;
        expect_honest(peer, result, f);
      }
    }
  }
}

TEST(EveryPeer, LetsTheFunctionsExceptionThroughAndTheObserverStopIt) {
  for (const Entry<Optimizer>& peer : peers()) {
    for (const int healthy : {0, 1, 5}) {
      int calls = 0;
      const CountedFunction f(2, [&](const VectorXd& x, VectorXd* gradient) {
        if (++calls > healthy) throw std::domain_error("outside");
        return rosenbrock(x, gradient);
      });
      EXPECT_THROW(run_method(peer, "", f, kStart), std::domain_error) << peer.name;
      EXPECT_EQ(calls, healthy + 1) << peer.name;
    }
    const CountedFunction f(2, rosenbrock);
    int seen = 0;
    const Result result =
        run_method(peer, "", f, kStart, {.observer = [&](const Progress&) { return ++seen < 2; }});
    EXPECT_EQ(result.status, Status::kStopped) << peer.name;
    EXPECT_EQ(seen, 2) << peer.name;
    expect_honest(peer, result, f);
  }
}

/// Evaluates through an oracle on the rosenbrock function.
class EvaluationsTest : public testing::Test {
 protected:
  CountedFunction f_{2, rosenbrock};
  OwnGradient source_;
  Options options_;
  Oracle oracle_{f_, &source_, serial_executor(), options_, 0};
};

TEST_F(EvaluationsTest, AnswersTwiceForTheSamePointFromOneEvaluation) {
  peer::Evaluations evaluate(oracle_, peer::Asks::kGradients);
  VectorXd expected(2);
  VectorXd gradient(2);
  const double value = rosenbrock(kStart, &expected);
  EXPECT_EQ(evaluate(kStart.data(), nullptr), value);
  EXPECT_EQ(evaluate(kStart.data(), gradient.data()), value);
  EXPECT_EQ(gradient, expected);
  EXPECT_EQ(f_.values, 1);
}

TEST_F(EvaluationsTest, EndsALibraryThatStandsStill) {
  peer::Evaluations evaluate(oracle_, peer::Asks::kValues);
  int asked = 0;
  for (; !evaluate.over() && asked < 1000; ++asked) evaluate(kStart.data(), nullptr);
  EXPECT_LE(asked, 20);
  EXPECT_TRUE(std::isnan(evaluate(kStart.data(), nullptr)));
  EXPECT_EQ(f_.values, 1);
  EXPECT_EQ(oracle_.take().status, Status::kStalled);
}

}  // namespace
}  // namespace ravine
