#include "problem/parameters.h"

#include <gtest/gtest.h>

namespace ravine::problem {
namespace {

Parameters bound(const std::string& text) {
  return Spec(text).bind({dimension_parameter(6, 2), equations_parameter(), start_parameter()},
                         "problem");
}

TEST(Parameters, DimensionsAreMultiples) {
  EXPECT_EQ(dimension_of(bound("p"), 3), 6);
  EXPECT_EQ(dimension_of(bound("p:dimension=8"), 4), 8);
  EXPECT_THROW(dimension_of(bound("p:dimension=8"), 3), std::invalid_argument);
  EXPECT_THROW(bound("p:dimension=1"), std::invalid_argument);
}

TEST(Parameters, EquationsAreAsManyAsUnknownsUnlessGiven) {
  EXPECT_EQ(equations_of(bound("p:dimension=9")), 9);
  EXPECT_EQ(equations_of(bound("p:dimension=9:equations=12")), 12);
  EXPECT_THROW(equations_of(bound("p:dimension=9:equations=8")), std::invalid_argument);
}

TEST(Parameters, StartsAreMultiplesOfTheStandardOneOrOfOnes) {
  const VectorXd standard = Eigen::Vector2d(0.5, -2.0);
  const VectorXd origin = Eigen::Vector2d::Zero();
  EXPECT_EQ(start_of(bound("p"), standard), standard);
  EXPECT_EQ(start_of(bound("p:start=10"), standard), Eigen::Vector2d(5.0, -20.0));
  EXPECT_EQ(start_of(bound("p:start=1"), origin), origin);
  EXPECT_EQ(start_of(bound("p:start=100"), origin), Eigen::Vector2d(100.0, 100.0));
  EXPECT_THROW(bound("p:start=0"), std::invalid_argument);
}

}  // namespace
}  // namespace ravine::problem
