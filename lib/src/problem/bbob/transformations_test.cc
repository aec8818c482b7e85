#include "problem/bbob/transformations.h"

#include <limits>
#include <string>
#include <vector>

#include "problem/bbob/derivative_test.h"
#include "problem/bbob/generator.h"

namespace ravine::problem::bbob {
namespace {

// RR-6829, sec. 0.2, in long double.
long double t_osz(long double x) {
  const long double log_x = std::log(std::abs(x));
  const long double c1 = x > 0.0L ? 10.0L : 5.5L;
  const long double c2 = x > 0.0L ? 7.9L : 3.1L;
  const long double y = std::exp(log_x + 0.049L * (std::sin(c1 * log_x) + std::sin(c2 * log_x)));
  return x > 0.0L ? y : -y;
}

TEST(BbobTransformations, OscillationIsThePapers) {
  EXPECT_EQ(oscillated(0.0), 0.0);
  EXPECT_EQ(oscillated(1.0), 1.0);
  EXPECT_EQ(oscillated(-1.0), -1.0);
  EXPECT_TRUE(std::isnan(oscillated(std::numeric_limits<double>::quiet_NaN())));
  for (const double sign : {-1.0, 1.0}) {
    for (double x = 1e-12; x < 1e12; x *= 1.37) {
      const auto expected = static_cast<double>(t_osz(sign * x));
      EXPECT_NEAR(oscillated(sign * x), expected, 1e-13 * std::abs(expected)) << sign * x;
    }
  }
}

TEST(BbobTransformations, OscillationKeepsTheOrder) {
  for (double x = -6.0; x < 6.0; x += 0.001) EXPECT_LT(oscillated(x), oscillated(x + 0.001));
}

Point applied(const TransformationPtr& transformation, std::vector<double> x) {
  Point y = Eigen::Map<const VectorXd>(x.data(), static_cast<Index>(x.size()));
  transformation->apply(y);
  return y;
}

void expect_near(const Point& actual, const std::vector<double>& expected) {
  ASSERT_EQ(actual.size(), static_cast<Index>(expected.size()));
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_NEAR(actual[static_cast<Index>(i)], expected[i], 1e-14 * (1.0 + std::abs(expected[i])));
  }
}

// All by hand from the definitions.
TEST(BbobTransformations, WorkedValues) {
  expect_near(applied(shift(Eigen::Vector2d(1.0, -2.0)), {3.0, 4.0}), {2.0, 6.0});
  expect_near(applied(scale(Eigen::Vector2d(2.0, -1.0)), {3.0, 4.0}), {6.0, -4.0});
  expect_near(
      applied(affine((Eigen::Matrix2d() << 1.0, 2.0, 3.0, 4.0).finished(), 0.5), {1.0, 1.0}),
      {3.5, 7.5});
  // 4^(1 + 0.5 * 1 * 2) = 16; the first coordinate and negative ones stay.
  expect_near(applied(asymmetric(0.5), {4.0, -4.0, 4.0}), {4.0, -4.0, 16.0});
  // sqrt(10)^(i/2), times ten for the first and the third where positive.
  expect_near(applied(bueche_skew(), {1.0, 1.0, 1.0}),
              {10.0, std::pow(10.0, 0.25), 100.0 / std::sqrt(10.0)});
  expect_near(applied(bueche_skew(), {-1.0, -1.0, -1.0}),
              {-1.0, -std::pow(10.0, 0.25), -std::sqrt(10.0)});
  expect_near(applied(schwefel_shear(Eigen::Vector3d(4.0, 4.0, 4.0)), {8.0, 1.0, 2.0}),
              {8.0, 2.0, 1.25});
  expect_near(conditioning(3, 100.0), {1.0, std::sqrt(10.0), 10.0});
}

TEST(BbobTransformations, PullBackIsTheTransposedJacobian) {
  const Index n = 6;
  const std::vector<TransformationPtr> all = {
      shift(VectorXd::LinSpaced(n, -1.0, 2.0)),
      scale(VectorXd::LinSpaced(n, -1.0, 2.0)),
      affine(rotation(n, 3) * 2.0, 0.5),
      oscillate(),
      asymmetric(0.5),
      bueche_skew(),
      schwefel_shear(VectorXd::Constant(n, 4.2)),
  };
  Random random(1, Random::Stream::kData);
  for (std::size_t k = 0; k < all.size(); ++k) {
    const Point x = random_point(n, random);
    const Point weights = random_point(n, random);
    Point gradient = weights;
    all[k]->pull_back(x, gradient);
    for (Index i = 0; i < n; ++i) {
      const auto weighted = [&](double h) {
        Point at = x;
        at[i] += h;
        all[k]->apply(at);
        return at.dot(weights);
      };
      EXPECT_NEAR(gradient[i], derivative(weighted, 1e-4), 1e-8 * (1.0 + gradient.norm()))
          << "transformation " << k << " axis " << i;
    }
  }
}

}  // namespace
}  // namespace ravine::problem::bbob
