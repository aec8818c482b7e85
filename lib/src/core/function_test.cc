#include "ravine/function.h"

#include <gtest/gtest.h>

namespace ravine {
namespace {

TEST(Templated, TakesEveryScalar) {
  const auto f = templated([](const auto& x) { return x[0] * x[0] * x[1]; });
  const ObjectiveOf<std::remove_const_t<decltype(f)>> objective(f, 2);
  EXPECT_NE(capability<AnyScalar>(objective), nullptr);
  EXPECT_FALSE(has_gradient(objective, VectorXd::Ones(2)));
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
  const ObjectiveOf<decltype(f)> objective(f, 1);
  EXPECT_EQ(capability<AnyScalar>(objective), nullptr);
  EXPECT_EQ(objective.value(VectorXd::Ones(1)), 1.0);
}

}  // namespace
}  // namespace ravine
