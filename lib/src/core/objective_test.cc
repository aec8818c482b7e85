#include "ravine/objective.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "ravine/function.h"

namespace ravine {
namespace {

/// A value and a start, and nothing else.
class Shifted final : public Objective {
 public:
  Index dimension() const override { return 3; }
  double value(const VectorXd& x) const override { return (x - start()).squaredNorm(); }
  VectorXd start() const override { return Eigen::Vector3d(0.0, -50.0, 2.0); }
  using Objective::start;
};

class Plain final : public Objective {
 public:
  Index dimension() const override { return 2; }
  double value(const VectorXd& x) const override { return x.sum(); }
};

TEST(Objective, SaysNothingThatItDoesNotKnow) {
  const Plain plain;
  const Objective& objective = plain;
  EXPECT_FALSE(objective.has_gradient());
  EXPECT_TRUE(objective.differentiable());
  EXPECT_FALSE(objective.minimum().has_value());
  EXPECT_FALSE(objective.steep_axis().has_value());
  EXPECT_FALSE(objective.error_rate(serial_executor(), VectorXd::Zero(2)).has_value());
  EXPECT_EQ(objective.start(), VectorXd::Zero(2));
  EXPECT_EQ(objective.value_on(serial_executor(), Eigen::Vector2d(1.0, 2.0)), 3.0);
}

TEST(Objective, EvaluatesManyPointsAndTouchedTermsAsItDoesOne) {
  const Plain objective;
  Points points(2, 3);
  points << 1.0, 2.0, 3.0, 10.0, 20.0, 30.0;
  VectorXd values;
  objective.values(points, values);
  EXPECT_EQ(values, Eigen::Vector3d(11.0, 22.0, 33.0));
  EXPECT_EQ(objective.lanes(), 1);
  EXPECT_FALSE(objective.partially_separable());
  EXPECT_EQ(objective.touched_value(Eigen::Vector2d(1.0, 2.0), 1), 3.0);
}

TEST(Objective, RefusesAGradientThatItDoesNotHave) {
  VectorXd gradient;
  const Plain plain;
  EXPECT_THROW(plain.value_and_gradient(VectorXd::Zero(2), gradient), std::invalid_argument);
  EXPECT_THROW(plain.value_and_gradient_on(serial_executor(), VectorXd::Zero(2), gradient),
               std::invalid_argument);
}

TEST(Objective, DrawsStartsAroundTheStandardOne) {
  const Shifted shifted;
  EXPECT_EQ(shifted.start(1), shifted.start());
  for (std::uint64_t seed = 2; seed < 200; ++seed) {
    const VectorXd x = shifted.start(seed);
    EXPECT_EQ(x, shifted.start(seed));
    EXPECT_NE(x, shifted.start(seed + 1));
    // Within a tenth of max(1, |x_i|).
    EXPECT_LE(std::abs(x[0] - 0.0), 0.1);
    EXPECT_LE(std::abs(x[1] + 50.0), 5.0);
    EXPECT_LE(std::abs(x[2] - 2.0), 0.2);
  }
}

TEST(Objective, SpreadsStartsOverTheWholeCube) {
  const Shifted shifted;
  double low = 0.0;
  double high = 0.0;
  for (std::uint64_t seed = 2; seed < 200; ++seed) {
    low = std::min(low, shifted.start(seed)[1] + 50.0);
    high = std::max(high, shifted.start(seed)[1] + 50.0);
  }
  EXPECT_LT(low, -4.5);
  EXPECT_GT(high, 4.5);
}

TEST(FunctionObjective, TakesAValueFunction) {
  const auto f = [](const VectorXd& x) { return x.squaredNorm(); };
  const FunctionObjective<decltype(f)> objective(f, 2);
  EXPECT_EQ(objective.dimension(), 2);
  EXPECT_FALSE(objective.has_gradient());
  EXPECT_EQ(objective.value(Eigen::Vector2d(3.0, 4.0)), 25.0);
  VectorXd gradient;
  EXPECT_THROW(objective.value_and_gradient(VectorXd::Zero(2), gradient), std::invalid_argument);
}

TEST(FunctionObjective, AsksForAGradientOnlyWhereItIsWanted) {
  int gradients = 0;
  const auto f = [&](const VectorXd& x, VectorXd* gradient) {
    if (gradient != nullptr) {
      EXPECT_EQ(gradient->size(), x.size());
      *gradient = 2.0 * x;
      ++gradients;
    }
    return x.squaredNorm();
  };
  const FunctionObjective<decltype(f)> objective(f, 2);
  EXPECT_TRUE(objective.has_gradient());
  EXPECT_EQ(objective.value(Eigen::Vector2d(3.0, 4.0)), 25.0);
  EXPECT_EQ(gradients, 0);
  VectorXd gradient;
  EXPECT_EQ(objective.value_and_gradient(Eigen::Vector2d(3.0, 4.0), gradient), 25.0);
  EXPECT_EQ(gradients, 1);
  EXPECT_EQ(gradient, Eigen::Vector2d(6.0, 8.0));
}

}  // namespace
}  // namespace ravine
