#include "optimizer/cma_es/descent.h"

#include <cmath>
#include <limits>

#include "optimizer/method_test.h"

namespace ravine::optimizers {
namespace {

CmaStart ordinary_start(Index n) {
  return {.mean = VectorXd::Ones(n),
          .sigma = 1.0,
          .population = 8,
          .max_evaluations = 100000,
          .tolerance = 1e-12};
}

struct Outcome {
  CmaOutcome descent;
  Result result;
  Incumbent incumbent;
};

Outcome run(const CountedFunction& f, const CmaStart& start, const Options& options = {}) {
  Random random(1, Random::Stream::kDirection);
  OwnGradient source;
  Oracle oracle(f, &source, serial_executor(), options, 0);
  Incumbent incumbent;
  const CmaOutcome outcome = descend(oracle, random, start, incumbent);
  return {outcome, oracle.take(), incumbent};
}

TEST(CmaDescent, ConvergesOnAQuadraticAndSaysSo) {
  const CountedFunction f(3, quadratic(Eigen::Vector3d(1.0, 10.0, 100.0)));
  const Outcome outcome = run(f, ordinary_start(3));
  EXPECT_EQ(outcome.descent.end, CmaEnd::kConverged);
  EXPECT_LE(outcome.incumbent.value, 1e-11);
  EXPECT_EQ(outcome.incumbent.value, outcome.result.value);
  EXPECT_EQ(outcome.incumbent.x, outcome.result.x);
  EXPECT_EQ(outcome.descent.evaluations, f.values);
}

TEST(CmaDescent, ConvergesWhereEveryValueIsTheSame) {
  const CountedFunction f(2, [](const VectorXd&, VectorXd*) { return 3.0; });
  const Outcome outcome = run(f, ordinary_start(2));
  EXPECT_EQ(outcome.descent.end, CmaEnd::kConverged);
  EXPECT_LE(f.values, 8 * (10 + 8 + 1));  // 10 + 30 n / 8 generations
}

TEST(CmaDescent, StallsWhereThereIsNoBottom) {
  const CountedFunction f(2, [](const VectorXd& x, VectorXd*) { return x[0]; });
  const Outcome outcome = run(f, ordinary_start(2));
  EXPECT_EQ(outcome.descent.end, CmaEnd::kStalled);
  EXPECT_LE(outcome.incumbent.value, -1e3);
}

TEST(CmaDescent, EndsAtItsOwnBudgetByWholeGenerations) {
  const CountedFunction f(2, rosenbrock);
  CmaStart start = ordinary_start(2);
  start.mean = Eigen::Vector2d(-1.2, 1.0);
  start.max_evaluations = 100;
  const Outcome outcome = run(f, start);
  EXPECT_EQ(outcome.descent.end, CmaEnd::kStalled);
  EXPECT_EQ(outcome.descent.evaluations, 104);
}

TEST(CmaDescent, NarrowsUntilItSeesSomething) {
  const CountedFunction f(2, [](const VectorXd& x, VectorXd*) {
    const double far = (x - Eigen::Vector2d::Ones()).norm();
    return far < 1e-6 ? far : std::numeric_limits<double>::quiet_NaN();
  });
  const Outcome outcome = run(f, ordinary_start(2));
  EXPECT_EQ(outcome.descent.end, CmaEnd::kConverged);
  EXPECT_LE(outcome.incumbent.value, 1e-10);
  EXPECT_GT(outcome.result.non_finite_evals, 0);
}

TEST(CmaDescent, GivesUpWhereNothingIsFinite) {
  const CountedFunction f(
      2, [](const VectorXd&, VectorXd*) { return std::numeric_limits<double>::infinity(); });
  const Outcome outcome = run(f, ordinary_start(2));
  EXPECT_EQ(outcome.descent.end, CmaEnd::kBlind);
  EXPECT_TRUE(std::isinf(outcome.incumbent.value));
}

// Hansen 2009, table 1: 10 + 30 n / lambda generations, here 13.
TEST(CmaHistory, IsFlatOnceManyGenerationsAreTheSame) {
  CmaHistory history(1, 10, 1e-12);
  const double flat[] = {1.0, 1.0, 1.0 + 1e-13};
  for (int g = 0; g < 12; ++g) history.add(flat);
  EXPECT_FALSE(history.flat());
  history.add(flat);
  EXPECT_TRUE(history.flat());
  const double wide[] = {1.0, 1.0, 2.0};
  history.add(wide);
  EXPECT_FALSE(history.flat());
  const double lower[] = {0.5, 0.5, 0.5};
  history.add(lower);
  EXPECT_FALSE(history.flat());
}

TEST(CmaHistory, StagnatesOnceNothingHasGotLowerForLong) {
  CmaHistory history(1, 10, 1e-12);
  for (int g = 0; g < 400; ++g) {
    const double falling[] = {-1.0 * g, 1.0 - g};
    history.add(falling);
    ASSERT_FALSE(history.stagnant()) << g;
  }
  int generations = 0;
  while (!history.stagnant()) {
    const double still[] = {-400.0, -399.0};
    history.add(still);
    ASSERT_LT(++generations, 200);
  }
  EXPECT_GE(generations, 85);  // 70 % of 123 at least, before the first 30 % are level too
}

}  // namespace
}  // namespace ravine::optimizers
