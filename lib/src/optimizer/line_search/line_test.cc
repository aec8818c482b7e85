#include "optimizer/line_search/line.h"

#include <gtest/gtest.h>

#include "optimizer/method_test.h"

namespace ravine {
namespace {

// Along x + t d from (1, 2) in direction (3, -1), 1/2 (x^2 + 5 y^2) is 10.5 - 7 t + 7 t^2.
TEST(Ray, GivesValuesAndSlopesAlongItsDirectionAndKeepsTheLastTrial) {
  const CountedFunction f(2, quadratic(Eigen::Vector2d(1.0, 5.0)));
  OwnGradient source;
  const Options options;
  Oracle oracle(f, &source, serial_executor(), options, 0);
  const VectorXd x = Eigen::Vector2d(1.0, 2.0);
  const VectorXd d = Eigen::Vector2d(3.0, -1.0);
  Ray ray{oracle, x, d};
  double value = 0.0;
  double slope = 0.0;
  ASSERT_TRUE(ray(0.5, value, slope));
  EXPECT_EQ(value, 8.75);
  EXPECT_EQ(slope, 0.0);
  EXPECT_EQ(ray.gradient, VectorXd(Eigen::Vector2d(2.5, 7.5)));
  ASSERT_TRUE(ray(2.0, value));
  EXPECT_EQ(value, 24.5);
  EXPECT_EQ(ray.point, VectorXd(Eigen::Vector2d(7.0, 0.0)));
  EXPECT_EQ(f.values, 2);
  EXPECT_EQ(f.gradients, 1);
}

}  // namespace
}  // namespace ravine
