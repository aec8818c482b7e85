#include "loss/loss_test.h"

namespace ravine::loss {
namespace {

TEST(ZeroOne, CountsTheWrongAnswers) {
  const auto loss = make(zero_one());
  const RowMatrix one = (RowMatrix(5, 1) << 2.0, -2.0, 0.5, -0.5, 0.0).finished();
  // Right, right, wrong, wrong; a score of zero says nothing, and counts as wrong.
  EXPECT_EQ(loss->value(one, (VectorXd(5) << 1, -1, -1, 1, 1).finished()), 3.0);
  const RowMatrix three = (RowMatrix(3, 3) << 1, 2, 3, 3, 2, 1, 1, 5, 0).finished();
  EXPECT_EQ(loss->value(three, Eigen::Vector3d(2, 1, 1)), 1.0);
}

// The loss is flat wherever it is continuous, so a gradient would say nothing.
TEST(ZeroOne, RefusesToGiveAGradientAndNamesMethodsWithoutOne) {
  const auto loss = make(zero_one());
  EXPECT_FALSE(loss->differentiable());
  EXPECT_TRUE(loss->classifies());
  const RowMatrix scores = RowMatrix::Ones(1, 1);
  RowMatrix slopes(1, 1);
  try {
    loss->value_and_derivative(scores, VectorXd::Ones(1), slopes);
    FAIL() << "a gradient was given";
  } catch (const std::invalid_argument& error) {
    const std::string message = error.what();
    EXPECT_NE(message.find("zero_one"), std::string::npos) << message;
    EXPECT_NE(message.find("nelder_mead"), std::string::npos) << message;
  }
}

TEST(ZeroOne, ANanIsNoAnswer) {
  RowMatrix scores = RowMatrix::Ones(4, 2);
  scores(2, 1) = std::nan("");
  EXPECT_TRUE(std::isnan(make(zero_one())->value(scores, VectorXd::Zero(4))));
}

TEST(ZeroOne, TakesTwoClassesOrManyAsTheModelDoes) {
  const auto loss = make(zero_one());
  const DataSet two = labelled(Eigen::Vector3d(4, 9, 4));
  EXPECT_EQ(loss->encode(two, OutputKind::kOne).values, Eigen::Vector3d(-1, 1, -1));
  EXPECT_EQ(loss->encode(two, OutputKind::kEither).values, Eigen::Vector3d(-1, 1, -1));
  EXPECT_EQ(loss->encode(two, OutputKind::kPerClass).values, Eigen::Vector3d(0, 1, 0));
  const DataSet three = labelled(Eigen::Vector3d(4, 9, 6));
  const Targets targets = loss->encode(three, OutputKind::kEither);
  EXPECT_EQ(targets.values, Eigen::Vector3d(0, 2, 1));
  EXPECT_EQ(targets.outputs, 3);
  EXPECT_THROW(loss->encode(three, OutputKind::kOne), std::invalid_argument);
}

}  // namespace
}  // namespace ravine::loss
