#include <vector>

#include "problem/bbob/derivative_test.h"

namespace ravine::problem::bbob {
namespace {

double at(const RawFunction& f, std::vector<double> z) {
  return f(Point(Eigen::Map<const VectorXd>(z.data(), static_cast<Index>(z.size()))), nullptr);
}

// By hand from RR-6829.
TEST(BbobUnimodal, WorkedValues) {
  EXPECT_DOUBLE_EQ(at(sphere, {1.0, 2.0, -3.0}), 14.0);
  EXPECT_DOUBLE_EQ(at(ellipsoid(3), {1.0, 2.0, 3.0}), 1.0 + 4e3 + 9e6);
  // Slopes 1 and -10: 5 - 1 and 50 - 10 * 5, the second beyond the corner.
  EXPECT_DOUBLE_EQ(at(linear_slope(Eigen::Vector2d(5.0, -5.0)), {1.0, -7.0}), 4.0);
  // (100 * 1)^2 + 2^2 on the side of x_opt; log of T_osz(1) is 0 for the other.
  EXPECT_DOUBLE_EQ(at(attractive_sector(Eigen::Vector2d(1.0, 1.0)), {1.0, -2.0}),
                   std::pow(oscillated(10004.0), 0.9));
  EXPECT_DOUBLE_EQ(at(attractive_sector(Eigen::Vector2d(1.0, 1.0)), {-1.0, 0.0}), 1.0);
  // Rounded to 2 and 0.3: 0.1 (4 + 100 * 0.09).
  EXPECT_NEAR(at(step_ellipsoid(Eigen::Matrix2d::Identity()), {1.7, 0.34}), 1.3, 1e-14);
  EXPECT_NEAR(at(step_ellipsoid(Eigen::Matrix2d::Identity()), {0.04, 0.0}), 0.1 * 0.04e-4, 1e-20);
  EXPECT_DOUBLE_EQ(at(rosenbrock, {-1.2, 1.0}), 24.2);
  EXPECT_DOUBLE_EQ(at(discus, {2.0, 3.0, 4.0}), 4e6 + 25.0);
  EXPECT_DOUBLE_EQ(at(bent_cigar, {2.0, 3.0, 4.0}), 4.0 + 25e6);
  EXPECT_DOUBLE_EQ(at(sharp_ridge, {2.0, 3.0, 4.0}), 504.0);
  EXPECT_DOUBLE_EQ(at(different_powers(3), {2.0, 2.0, 2.0}), std::sqrt(4.0 + 16.0 + 64.0));
}

TEST(BbobUnimodal, GradientsAreDerivatives) {
  for (const Index n : {2, 5, 40}) {
    expect_gradient(sphere, n);
    expect_gradient(ellipsoid(n), n);
    expect_gradient(linear_slope(VectorXd::Constant(n, 5.0)), n);
    expect_gradient(attractive_sector(VectorXd::LinSpaced(n, -1.0, 1.0)), n);
    expect_gradient(rosenbrock, n);
    expect_gradient(discus, n);
    expect_gradient(bent_cigar, n);
    expect_gradient(sharp_ridge, n);
    expect_gradient(different_powers(n), n);
  }
}

TEST(BbobUnimodal, GradientsAreZeroAtTheBottom) {
  Point gradient(3);
  for (const RawFunction& f :
       {RawFunction(sphere), ellipsoid(3), attractive_sector(Eigen::Vector3d::Ones()),
        RawFunction(sharp_ridge), different_powers(3)}) {
    EXPECT_EQ(f(Point::Zero(3), &gradient), 0.0);
    EXPECT_EQ(gradient.norm(), 0.0);
  }
}

TEST(BbobUnimodal, TheStepEllipsoidIsFlatBetweenItsSteps) {
  const RawFunction f = step_ellipsoid(Eigen::Matrix2d::Identity());
  EXPECT_EQ(at(f, {3.1, 2.2}), at(f, {2.6, 1.9}));
  EXPECT_NE(at(f, {3.1, 2.2}), at(f, {3.6, 2.2}));
}

}  // namespace
}  // namespace ravine::problem::bbob
