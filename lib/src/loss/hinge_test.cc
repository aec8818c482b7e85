#include "loss/loss_test.h"

namespace ravine::loss {
namespace {

// max(0, 1 - y score), away from its kink.
TEST(Hinge, FollowsItsFormulaAwayFromTheKink) {
  const auto loss = make(hinge());
  Block block = random_block(1, -4.0, 4.0, {-1.0, 1.0});
  for (Index i = 0; i < block.targets.size(); ++i) {
    if (std::abs(1.0 - block.targets[i] * block.scores(i, 0)) < 1e-3) block.scores(i, 0) = 0.0;
  }
  expect_follows(*loss, formula::hinge, block);
  expect_sums(*loss, block);
  expect_keeps_nan(*loss, block);
}

// At the kink, where any slope from -y to 0 would do.
TEST(Hinge, RestsWhereTheMarginIsJustMet) {
  RowMatrix slope(1, 1);
  for (const double y : {-1.0, 1.0}) {
    const RowMatrix score = RowMatrix::Constant(1, 1, y);
    const VectorXd target = VectorXd::Constant(1, y);
    EXPECT_EQ(make(hinge())->value_and_derivative(score, target, slope), 0.0);
    EXPECT_EQ(slope(0, 0), 0.0);
  }
}

TEST(Hinge, TakesTheSmallerOfTwoLabelsAsMinusOne) {
  const DataSet data = labelled(Eigen::Vector3d(7.0, 3.0, 7.0));
  const Targets targets = make(hinge())->encode(data, OutputKind::kOne);
  EXPECT_EQ(targets.values, Eigen::Vector3d(1.0, -1.0, 1.0));
  EXPECT_EQ(targets.outputs, 1);
}

}  // namespace
}  // namespace ravine::loss
