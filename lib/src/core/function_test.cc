#include "ravine/function.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace ravine {
namespace {

TEST(Templated, TakesEveryScalar) {
  const auto f = templated([](const auto& x) { return x[0] * x[0] * x[1]; });
  const FunctionObjective<std::remove_const_t<decltype(f)>> objective(f, 2);
  EXPECT_TRUE(objective.templated());
  EXPECT_FALSE(objective.has_gradient());
  EXPECT_EQ(objective.value(Eigen::Vector2d(3.0, 2.0)), 18.0);
  DualVector dual(2);
  dual << Dual(3.0), Dual(2.0);
  dual[0].derivative[0] = 1.0;
  EXPECT_EQ(objective.dual_value(dual).derivative[0], 12.0);
  ComplexVector complex(2);
  complex << Complex(3.0), Complex(2.0, 1e-20);
  EXPECT_DOUBLE_EQ(objective.complex_value(complex).imaginary, 9e-20);
}

// A body that takes doubles alone is not asked for more.
TEST(Templated, AGenericLambdaIsOpaqueUntilItIsSaidToBe) {
  const auto f = [](const auto& x) {
    const double first = x[0];
    return first;
  };
  const FunctionObjective<decltype(f)> objective(f, 1);
  EXPECT_FALSE(objective.templated());
  EXPECT_EQ(objective.value(VectorXd::Ones(1)), 1.0);
  EXPECT_THROW(objective.dual_value(DualVector(1)), std::invalid_argument);
  EXPECT_THROW(objective.complex_value(ComplexVector(1)), std::invalid_argument);
}

}  // namespace
}  // namespace ravine
