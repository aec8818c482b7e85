#include "loss/loss_test.h"

namespace ravine {
namespace {

TEST(CountWrong, ASingleScoreIsRightOnTheTargetsSide) {
  const RowMatrix scores = (RowMatrix(6, 1) << 3, -3, 3, -3, 0, 0).finished();
  const VectorXd targets = (VectorXd(6) << 1, -1, -1, 1, 1, -1).finished();
  EXPECT_EQ(count_wrong(scores, targets), 4);
}

TEST(CountWrong, OfManyTheTargetsMustBeStrictlyTheLargest) {
  const RowMatrix scores = (RowMatrix(4, 3) << 0, 1, 2, 2, 1, 0, 5, 5, 1, 0, 0, 0).finished();
  EXPECT_EQ(count_wrong(scores, Eigen::Vector4d(2, 0, 0, 0)), 2);  // the ties are wrong
  EXPECT_EQ(count_wrong(scores, Eigen::Vector4d(1, 2, 2, 2)), 4);
}

TEST(CountWrong, ANanIsNeverRight) {
  const double nan = std::nan("");
  EXPECT_EQ(count_wrong(RowMatrix::Constant(1, 1, nan), VectorXd::Ones(1)), 1);
  const RowMatrix scores = (RowMatrix(3, 2) << nan, 0, 0, nan, nan, nan).finished();
  EXPECT_EQ(count_wrong(scores, Eigen::Vector3d::Zero()), 3);
}

TEST(CountWrong, OfNothingIsZero) { EXPECT_EQ(count_wrong(RowMatrix(0, 3), VectorXd(0)), 0); }

}  // namespace
}  // namespace ravine
