#include <gtest/gtest.h>

#include <cmath>

#include "optimizer/descent_test.h"
#include "optimizer/optimizers.h"

namespace ravine {
namespace {

using optimizers::newton_cg;

TEST(NewtonCg, SolvesRosenbrockFromManyStarts) { expect_solves_rosenbrock(newton_cg(), "", 250); }

// The forcing term min(1/2, sqrt |g|) makes the steps of a quadratic nearly Newton's: few of them,
// whatever the condition (Nocedal & Wright 2006, theorem 7.2).
TEST(NewtonCg, NeedsFewStepsOnAnyQuadratic) {
  for (const double condition : {1.0, 1e2, 1e4, 1e6}) {
    const Index n = 20;
    const VectorXd lambda = Eigen::ArrayXd::LinSpaced(n, 0.0, std::log(condition)).exp();
    const CountedFunction f(n, quadratic(lambda));
    const Result result =
        run_method(newton_cg(), "", f, VectorXd::Ones(n), {.target = 1e-16 * lambda.sum()});
    EXPECT_EQ(result.status, Status::kTargetReached) << condition << result.message;
    EXPECT_LE(result.steps, 40) << condition;
  }
}

// The order of convergence is 1.5 (Nocedal & Wright 2006, theorem 7.2), with a constant near 1 on
// a function whose curvatures are.
TEST(NewtonCg, ConvergesSuperlinearly) {
  const VectorXd lambda = Eigen::ArrayXd::LinSpaced(5, 1.0, 4.0);
  const auto value = [&lambda](const VectorXd& x, VectorXd* gradient) {
    if (gradient != nullptr) *gradient = lambda.array() * x.array().sinh();
    return lambda.dot((x.array().cosh() - 1.0).matrix());
  };
  const CountedFunction f(5, value);
  const auto x = iterates_of(newton_cg(), "", f, VectorXd::Constant(5, 2.0), 60);
  int fast = 0;
  for (std::size_t t = 1; t < x.size(); ++t) {
    VectorXd before(5);
    VectorXd after(5);
    value(x[t - 1], &before);
    value(x[t], &after);
    if (before.norm() > 0.1 || before.norm() < 1e-6) continue;
    EXPECT_LE(after.norm(), 1.1 * std::pow(before.norm(), 1.5)) << t;
    ++fast;
  }
  EXPECT_GT(fast, 1);
}

// From beside the saddle of x^2 - y^2 + y^4 / 4, where the curvature along the gradient is
// negative.
TEST(NewtonCg, LeavesASaddleAlongNegativeCurvature) {
  const CountedFunction f(2, [](const VectorXd& x, VectorXd* gradient) {
    if (gradient != nullptr) {
      *gradient = Eigen::Vector2d(2.0 * x[0], -2.0 * x[1] + std::pow(x[1], 3));
    }
    return x[0] * x[0] - x[1] * x[1] + std::pow(x[1], 4) / 4.0;
  });
  for (const double off : {1e-6, -1e-3, 0.5}) {
    const Result result = run_method(newton_cg(), "", f, Eigen::Vector2d(0.0, off));
    EXPECT_EQ(result.status, Status::kConverged) << off << result.message;
    EXPECT_NEAR(result.value, -1.0, 1e-12) << off;  // at y^2 = 2
  }
}

TEST(NewtonCg, StepsBackFromWhereTheFunctionIsNotDefined) {
  expect_stays_where_the_function_is_defined(newton_cg());
}

/// A quadratic that offers products with its Hessian, and counts them.
class CurvedQuadratic final : public Objective, public HessianProducts {
 public:
  explicit CurvedQuadratic(VectorXd lambda)
      : lambda_(lambda), f_(lambda.size(), quadratic(lambda)) {}

  Index dimension() const override { return f_.dimension(); }
  double value(const VectorXd& x) const override { return f_.value(x); }
  double value_and_gradient(const VectorXd& x, VectorXd& gradient) const override {
    return f_.value_and_gradient(x, gradient);
  }
  bool has_hessian_products() const override { return true; }
  void hessian_product_on(const Executor&, const VectorXd&, const VectorXd& v,
                          VectorXd& product) const override {
    ++products;
    product = lambda_.cwiseProduct(v);
  }

  const CountedFunction& function() const { return f_; }
  mutable Index products = 0;

 private:
  VectorXd lambda_;
  CountedFunction f_;
};

// Of a quadratic they are exact, so that the inner iteration is that of linear conjugate gradients;
// each is counted as a gradient and none as a value.
TEST(NewtonCg, AsksForTheProductsThatAnObjectiveOffers) {
  const VectorXd lambda = Eigen::ArrayXd::LinSpaced(20, 0.0, std::log(1e4)).exp();
  const CurvedQuadratic f(lambda);
  AnalyticGradient source;
  const Options options{.gradient_tolerance = 1e-8};
  Oracle oracle(f, &source, serial_executor(), options, 0);
  VectorXd x = VectorXd::Ones(20);
  make_method(newton_cg())->minimize(oracle, x);
  const Result result = oracle.take();
  EXPECT_EQ(result.status, Status::kConverged) << result.message;
  EXPECT_GT(f.products, 10);
  EXPECT_EQ(result.f_evals, f.function().values);
  EXPECT_EQ(result.g_evals, f.function().gradients + f.products);
  EXPECT_LE(result.f_evals, result.steps + 5);
}

TEST(NewtonCg, AsksForNoProductsWhereTheGradientsAreDifferences) {
  const CurvedQuadratic f(VectorXd::Ones(3));
  OwnGradient source;  // not said to be analytic
  const Options options;
  Oracle oracle(f, &source, serial_executor(), options, 0);
  VectorXd x = VectorXd::Ones(3);
  make_method(newton_cg())->minimize(oracle, x);
  EXPECT_EQ(f.products, 0);
  EXPECT_EQ(oracle.take().status, Status::kConverged);
}

TEST(NewtonCg, StallsOnAGradientOfTheWrongSign) {
  expect_stalls_on_a_gradient_of_the_wrong_sign(newton_cg());
}

// However weak the negative curvature: the first step is along the gradient (Nocedal & Wright 2006,
// algorithm 7.1).
TEST(NewtonCg, GoesAlongTheFirstDirectionOfNegativeCurvature) {
  const CountedFunction f(2, [](const VectorXd& x, VectorXd* gradient) {
    const Eigen::Array2d lambda(-0.3, -0.1);
    if (gradient != nullptr) *gradient = lambda * x.array() + x.array().cube();
    return (0.5 * lambda * x.array().square() + 0.25 * x.array().pow(4)).sum();
  });
  const Eigen::Vector2d start(0.01, 0.02);
  const auto x = iterates_of(newton_cg(), "", f, start, 2);
  ASSERT_EQ(x.size(), 2U);
  VectorXd g(2);
  f.value_and_gradient(start, g);
  const Eigen::Vector2d move = x[1] - x[0];
  EXPECT_NEAR((move[0] * g[1] - move[1] * g[0]) / (move.norm() * g.norm()), 0.0, 1e-6);
  EXPECT_LT(move.dot(g), 0.0);
}

}  // namespace
}  // namespace ravine
