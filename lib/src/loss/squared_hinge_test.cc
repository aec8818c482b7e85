#include "loss/loss_test.h"

namespace ravine::loss {
namespace {

// The loss is smooth at the kink too, where a central difference of step h errs by h / 2.
TEST(SquaredHinge, FollowsItsFormula) {
  const auto loss = make(squared_hinge());
  Block block = random_block(1, -4.0, 4.0, {-1.0, 1.0});
  for (Index i = 0; i < block.targets.size(); ++i) {
    if (std::abs(1.0 - block.targets[i] * block.scores(i, 0)) < 1e-3) block.scores(i, 0) = 0.0;
  }
  expect_follows(*loss, formula::squared_hinge, block);
  expect_sums(*loss, block);
  expect_keeps_nan(*loss, block);
}

TEST(SquaredHinge, ItsSlopeIsContinuousWhereTheMarginIsJustMet) {
  RowMatrix slope(1, 1);
  for (const double short_of : {1e-3, 1e-9, 0.0, -1e-9}) {
    const RowMatrix score = RowMatrix::Constant(1, 1, 1.0 - short_of);
    make(squared_hinge())->value_and_derivative(score, VectorXd::Ones(1), slope);
    EXPECT_NEAR(slope(0, 0), -2.0 * std::max(0.0, short_of), 1e-15);
  }
}

TEST(SquaredHinge, TakesTheSmallerOfTwoLabelsAsMinusOne) {
  const DataSet data = labelled(Eigen::Vector2d(0.0, 1.0));
  EXPECT_EQ(make(squared_hinge())->encode(data, OutputKind::kOne).values,
            Eigen::Vector2d(-1.0, 1.0));
}

}  // namespace
}  // namespace ravine::loss
