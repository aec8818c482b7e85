#include "optimizer/quasi_newton.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "optimizer/method_test.h"
#include "optimizer/optimizers.h"

namespace ravine {
namespace {

/// a t^3 + b t^2 + c t + d and its slope at t.
SlopePoint cubic(double t, double a, double b, double c, double d) {
  return {t, ((a * t + b) * t + c) * t + d, (3.0 * a * t + 2.0 * b) * t + c};
}

// On a cubic the curvature at the end is 6 a t + 2 b and its mean along the step 3 a t + 2 b.
TEST(CurvatureGrowth, IsExactOnACubic) {
  for (const double a : {-0.1, 0.0, 0.5, 2.0}) {
    for (const double t : {0.1, 1.0, 3.0}) {
      const auto at = [&](double s) { return cubic(s, a, 1.0, -4.0, 2.0); };
      EXPECT_NEAR(curvature_growth(at(0.0), at(t), t), (6.0 * a * t + 2.0) / (3.0 * a * t + 2.0),
                  1e-11)
          << a << ' ' << t;
    }
  }
}

TEST(CurvatureGrowth, StaysWithinTenTimesAndIsOneWhereItIsNotKnown) {
  const auto at = [](double t) { return cubic(t, -0.2, 1.0, -4.0, 2.0); };
  EXPECT_EQ(curvature_growth(at(0.0), at(2.0), 2.0), 0.1);  // -0.4 / 0.8
  EXPECT_EQ(curvature_growth(at(0.0), at(9.0), 9.0), 1.0);  // the mean is negative as well
  // The values are 1e14 times the differences: their last digits are all that tells them apart.
  const auto high = [](double t) { return cubic(t, 1.0, 1e-3, -1e-2, 1e12); };
  EXPECT_EQ(curvature_growth(high(0.0), high(1e-2), 1e-2), 1.0);
}

TEST(FirstStep, IsTheParabolasButNoLongerThanTheGradient) {
  EXPECT_DOUBLE_EQ(first_step(8.0, 4.0), 1.0);      // 2 * 8 / 16
  EXPECT_DOUBLE_EQ(first_step(8.0, 40.0), 0.01);    // 2 * 8 / 1600
  EXPECT_DOUBLE_EQ(first_step(8.0, 0.1), 1.0);      // 1600, cut
  EXPECT_DOUBLE_EQ(first_step(0.0, 1000.0), 1e-6);  // a thousandth of a unit of length
}

// Two basins along a line: a look finds the lower one, and counts once.
TEST(LookAhead, GoesToABasinBeyondAHillAndNoFurther) {
  const auto basins = [](const VectorXd& x, VectorXd* gradient) {
    const double a = x[0] - 10.0;
    const double b = x[0] - 15.5;
    if (gradient != nullptr) *gradient = VectorXd::Constant(1, 2.0 * a * b * (a + b));
    return a * a * b * b;
  };
  const CountedFunction f(1, basins);
  OwnGradient source;
  const Options options;
  Oracle oracle(f, &source, serial_executor(), options, 0);
  const VectorXd x = VectorXd::Constant(1, 9.4);
  VectorXd gradient(1);
  const double value = basins(x, &gradient);
  const VectorXd direction = -gradient;
  Ray ray{oracle, x, direction};
  LookAhead phi(ray);
  const double first = 0.63 / gradient.norm();
  double chosen = first;
  ASSERT_TRUE(phi.lengthen(chosen, {0.0, value, -gradient.squaredNorm()}));
  EXPECT_EQ(chosen, 10.0 * first);
  EXPECT_EQ(f.values, 1);
  double at = 0.0;
  double slope = 0.0;
  ASSERT_TRUE(phi(chosen, at, slope));
  EXPECT_EQ(f.values, 1);  // what was seen is not evaluated again
  EXPECT_NEAR(at, basins(VectorXd::Constant(1, 15.7), nullptr), 1e-9);
  ASSERT_TRUE(phi(chosen, at, slope));
  EXPECT_EQ(f.values, 2);
  double far = 10.0;  // no step that is short next to x
  ASSERT_TRUE(phi.lengthen(far, {0.0, value, -gradient.squaredNorm()}));
  EXPECT_EQ(far, 10.0);
  EXPECT_EQ(f.values, 2);
}

// A function that falls no more once it was seen ten times: the direction of the pairs fails first,
// and what is tried last goes along the gradient.
TEST(QuasiNewton, TriesTheGradientBeforeItStalls) {
  const Eigen::Vector2d lambda(1.0, 30.0);
  for (const auto& method : {optimizers::bfgs(), optimizers::lbfgs()}) {
    std::vector<VectorXd> points;
    const CountedFunction f(2, [&](const VectorXd& x, VectorXd* gradient) {
      points.push_back(x);
      if (gradient != nullptr) *gradient = lambda.cwiseProduct(x) + x.array().cube().matrix();
      const double fell = 0.5 * x.dot(lambda.cwiseProduct(x)) + 0.25 * x.array().pow(4).sum();
      return points.size() <= 10 ? fell : 1e6 + static_cast<double>(points.size());
    });
    std::size_t before = 0;
    const Options options{.observer = [&](const Progress&) {
      before = points.size();
      return true;
    }};
    const Result result = run_method(method, "", f, Eigen::Vector2d(30.0, 20.0), options);
    EXPECT_EQ(result.status, Status::kStalled) << method.name << result.message;
    const VectorXd& x = result.last_x;
    const Eigen::Vector2d g = lambda.cwiseProduct(x) + x.array().cube().matrix();
    std::size_t along = 0;
    for (std::size_t i = before; i < points.size(); ++i) {
      const Eigen::Vector2d move = points[i] - x;
      const double sine = (move[0] * g[1] - move[1] * g[0]) / (move.norm() * g.norm());
      along += move.norm() > 1e-6 * x.norm() && std::abs(sine) < 1e-6 ? 1 : 0;
    }
    EXPECT_GT(along, 0U) << method.name;
    EXPECT_LT(along, points.size() - before) << method.name;
  }
}

}  // namespace
}  // namespace ravine
