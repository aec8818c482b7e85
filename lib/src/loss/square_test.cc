#include "loss/loss_test.h"

namespace ravine::loss {
namespace {

// (y - score)^2, with no half.
TEST(Square, FollowsItsFormula) {
  const auto loss = make(square());
  const Block block = random_block(1, -20.0, 20.0, {-7.5, 0.0, 0.1, 3.0});
  expect_follows(*loss, formula::square, block);
  expect_sums(*loss, block);
  expect_keeps_nan(*loss, block);
}

// By hand: (1 - 4)^2 = 9, slope 2 (4 - 1) = 6.
TEST(Square, WorkedExample) {
  RowMatrix slope(1, 1);
  const RowMatrix score = RowMatrix::Constant(1, 1, 4.0);
  EXPECT_EQ(make(square())->value_and_derivative(score, VectorXd::Ones(1), slope), 9.0);
  EXPECT_EQ(slope(0, 0), 6.0);
}

TEST(Square, TakesNumbersAndNoClasses) {
  const DataSet data = labelled(Eigen::Vector3d(-1.5, 0.0, 1e6));
  const auto loss = make(square());
  EXPECT_EQ(loss->encode(data, OutputKind::kEither).values, data.labels);
  EXPECT_FALSE(loss->classifies());
  EXPECT_TRUE(loss->differentiable());
}

}  // namespace
}  // namespace ravine::loss
