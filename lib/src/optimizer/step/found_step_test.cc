#include "optimizer/step/found_step.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "optimizer/method_test.h"
#include "optimizer/optimizers.h"
#include "oracle/least_squares_test.h"

namespace ravine {
namespace {

constexpr FoundStepRule kRule{.whole_factor = 0.5, .growth = 1.5, .batch_factor = 0.25};

/// A sum whose every term is a function: its batches cost what the whole does.
class Repeated final : public FiniteSum {
 public:
  Repeated(Index n, CountedFunction::Function f) : f_(n, std::move(f)) {}
  Index dimension() const override { return f_.dimension(); }
  Index terms() const override { return 10; }
  double value(const VectorXd& x) const override { return f_.value(x); }
  double value_and_gradient(const VectorXd& x, VectorXd& gradient) const override {
    return f_.value_and_gradient(x, gradient);
  }
  double batch_value(const Executor&, const Batch&, const VectorXd& x) const override {
    return f_.value(x);
  }
  double batch_value_and_gradient(const Executor&, const Batch&, const VectorXd& x,
                                  VectorXd& gradient) const override {
    return f_.value_and_gradient(x, gradient);
  }

 private:
  CountedFunction f_;
};

// On x'Hx/2 the curvature along a move m is |Hm|/|m|, in long double.
TEST(FoundStep, OfWholeGradientsIsTheFactorOverTheCurvatureOfTheLastMove) {
  const Eigen::Vector3d lambda(1.0, 4.0, 9.0);
  const Repeated sum(3, quadratic(lambda));
  AnalyticGradient source;
  const Options options;
  Oracle oracle(sum, &source, serial_executor(), options, 0);
  FoundStep step(oracle, kRule);
  const auto curvature = [&](const VectorXd& move) {
    return lambda.cwiseProduct(move).norm() / move.norm();
  };
  VectorXd x = Eigen::Vector3d(1.0, -1.0, 0.5);
  VectorXd gradient(3);
  double eta = 0.0;
  VectorXd move;
  double expected = 0.0;
  for (int t = 0; t < 20; ++t) {
    ASSERT_TRUE(oracle.evaluate(x, gradient));
    ASSERT_TRUE(step(x, gradient, eta));
    const double free = 0.5 / curvature(t == 0 ? gradient : move);
    expected = t == 0 ? free : std::min(free, 1.5 * expected);
    EXPECT_NEAR(eta / expected, 1.0, 1e-6) << t;
    move = -eta * gradient;
    x += move;
  }
  EXPECT_EQ(oracle.take().g_evals, 21);  // one more, for the first curvature
}

// The first step is 1 / L; later ones are the distance gone over the root of the gradients'
// squares.
TEST(FoundStep, OfBatchesIsTheDistanceGoneOverTheGradientsSeen) {
  const double lambda = 4.0;
  const Repeated sum(2, quadratic(Eigen::Vector2d(lambda, lambda)));
  AnalyticGradient source;
  const Options options;
  Oracle oracle(sum, &source, serial_executor(), options, 5);
  FoundStep step(oracle, kRule);
  const VectorXd start = Eigen::Vector2d(3.0, 0.0);
  VectorXd gradient(2);
  double eta = 0.0;
  ASSERT_TRUE(oracle.evaluate(start, gradient));
  ASSERT_TRUE(step(start, gradient, eta));
  EXPECT_NEAR(eta * lambda, 1.0, 1e-4);  // the share of the budget spent is next to none
  const Eigen::Vector2d seen[] = {{5.0, 0.0}, {-16.0, 0.0}, {0.0, 7.0}};
  const Eigen::Vector2d at[] = {{4.0, 0.0}, {3.0, 8.0}, {4.0, 0.0}};
  const double farthest[] = {3.0, 8.0, 8.0};  // the first: |g| / L, which the point is not beyond
  double squares = 12.0 * 12.0;
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(step(at[i], seen[i], eta));
    squares += seen[i].squaredNorm();
    EXPECT_NEAR(eta / (0.25 * farthest[i] / std::sqrt(squares)), 1.0, 1e-3) << i;
  }
}

/// The first step for moves of unit length at (3, 0), where |g|_inf / L is 3, with ten terms.
double first_unit_step(Index batch_size, FoundStepRule::Moves moves) {
  const Repeated sum(2, quadratic(Eigen::Vector2d(4.0, 4.0)));
  AnalyticGradient source;
  const Options options;
  Oracle oracle(sum, &source, serial_executor(), options, batch_size);
  FoundStep step(oracle, {.moves = moves, .batch_factor = 0.25});
  const VectorXd start = Eigen::Vector2d(3.0, 0.0);
  VectorXd gradient(2);
  double eta = 0.0;
  EXPECT_TRUE(oracle.evaluate(start, gradient));
  EXPECT_TRUE(step(start, gradient, eta));
  return eta;
}

TEST(FoundStep, OfUnitMovesFallsWithTheRootOfTheBatchesInAnEpoch) {
  EXPECT_NEAR(first_unit_step(5, FoundStepRule::Moves::kUnits), 0.75, 1e-6);
  EXPECT_NEAR(first_unit_step(1, FoundStepRule::Moves::kUnits), 1.5 / std::sqrt(10.0), 1e-6);
  EXPECT_NEAR(first_unit_step(1, FoundStepRule::Moves::kFadingUnits), 0.75, 1e-6);
}

TEST(FoundStep, OfUnitMovesGrowsWithAgreementAndCoolsDownOverTheLastHalf) {
  const Repeated sum(2, quadratic(Eigen::Vector2d(4.0, 4.0)));
  AnalyticGradient source;
  const Options options{.max_evaluations = 100};
  Oracle oracle(sum, &source, serial_executor(), options, 5);
  FoundStep step(oracle, {.moves = FoundStepRule::Moves::kUnits, .rate = 0.1});
  const VectorXd start = Eigen::Vector2d(3.0, 0.0);
  VectorXd gradient(2);
  double eta = 0.0;
  ASSERT_TRUE(oracle.evaluate(start, gradient));
  ASSERT_TRUE(step(start, gradient, eta));
  const double first = eta;
  // A move and then a direction against, along, and across it: cosines of -d with it 1, -1, 0.
  const VectorXd ahead = start + Eigen::Vector2d(1.0, 0.0);
  ASSERT_TRUE(step(ahead, Eigen::Vector2d(-2.0, 0.0), eta));
  EXPECT_NEAR(eta, first * std::exp(0.1), 1e-12);
  const VectorXd further = ahead + Eigen::Vector2d(0.5, 0.0);
  ASSERT_TRUE(step(further, Eigen::Vector2d(7.0, 0.0), eta));
  EXPECT_NEAR(eta, first, 1e-12);
  ASSERT_TRUE(step(further + Eigen::Vector2d(0.5, 0.0), Eigen::Vector2d(0.0, 1.0), eta));
  EXPECT_NEAR(eta, first, 1e-12);
  // Three evaluations are spent; with 75 the last half is half over.
  for (int t = 3; t < 75; ++t) ASSERT_TRUE(oracle.evaluate(start, gradient));
  const VectorXd last = further + Eigen::Vector2d(0.5, 0.0);
  ASSERT_TRUE(step(last, Eigen::Vector2d(0.0, 1.0), eta));  // no move since
  EXPECT_NEAR(eta, 0.5 * first, 1e-12);
}

// Of c f the gradients are c times as long, and the steps 1 / c: the moves are those of f. With
// powers of two no bit changes.
TEST(FoundStep, IsIndifferentToTheScaleOfTheSum) {
  const auto path = [](double scale, Index batch) {
    const Repeated sum(2, [scale](const VectorXd& x, VectorXd* gradient) {
      const double value = rosenbrock(x, gradient);
      if (gradient != nullptr) *gradient *= scale;
      return scale * value;
    });
    return run_method(optimizers::sgd(), "", sum, Eigen::Vector2d(-1.2, 1.0),
                      {.max_evaluations = 60, .gradient_tolerance = 0.0}, batch)
        .x;
  };
  for (const Index batch : {2, 10}) {
    for (const double scale : {1.0 / 1024.0, 64.0}) EXPECT_EQ(path(scale, batch), path(1.0, batch));
  }
}

// Where a function is straight its curvature is none: the first move is 100 (1 + |x|) long at most.
TEST(FoundStep, DoesNotFlyOffWhereTheSumIsStraight) {
  const Repeated sum(1, [](const VectorXd& x, VectorXd* gradient) {
    if (gradient != nullptr) *gradient = VectorXd::Constant(1, 3.0);
    return 3.0 * x[0];
  });
  AnalyticGradient source;
  const Options options;
  Oracle oracle(sum, &source, serial_executor(), options, 0);
  FoundStep step(oracle, {.whole_factor = 1.0});
  double eta = 0.0;
  ASSERT_TRUE(step(VectorXd::Constant(1, 2.0), VectorXd::Constant(1, 3.0), eta));
  EXPECT_NEAR(3.0 * eta, 300.0, 1e-9);
}

}  // namespace
}  // namespace ravine
