#include "loss/loss_test.h"

namespace ravine::loss {
namespace {

TEST(CrossEntropy, OnLogitsFollowsItsFormula) {
  const auto loss = make(cross_entropy());
  for (const Index classes : {2, 3, 10}) {
    const Block block = random_block(classes, -8.0, 8.0, {0.0, 1.0});
    expect_follows(*loss, formula::cross_entropy, block);
    expect_sums(*loss, block);
    expect_keeps_nan(*loss, block);
  }
}

TEST(CrossEntropy, OnProbabilitiesFollowsItsFormula) {
  const auto loss = make(cross_entropy(), "from=probabilities");
  for (const Index classes : {2, 3, 10}) {
    const Block block = random_block(classes, 0.05, 1.0, {0.0, 1.0});
    expect_follows(*loss, formula::cross_entropy_of_probabilities, block);
    expect_sums(*loss, block);
    expect_keeps_nan(*loss, block);
  }
}

// An example in Keras: y_true (0,1,0), (0,0,1); the mean is
// -(log 0.95 + log 0.1) / 2 = 1.17693...
TEST(CrossEntropy, TheSourcesExample) {
  const auto loss = make(cross_entropy(), "from=probabilities");
  EXPECT_TRUE(loss->takes_probabilities());
  const RowMatrix predicted = (RowMatrix(2, 3) << 0.05, 0.95, 0.0, 0.1, 0.8, 0.1).finished();
  const double mean = loss->value(predicted, Eigen::Vector2d(1, 2)) / 2.0;
  EXPECT_NEAR(mean, static_cast<double>(-(std::log(0.95L) + std::log(0.1L)) / 2.0L), 1e-15);
  EXPECT_NEAR(mean, 1.176939, 5e-7);
}

// As Keras does with its epsilon of 1e-7: no infinity, and nothing to follow beyond the clip.
TEST(CrossEntropy, ClipsProbabilities) {
  const auto loss = make(cross_entropy(), "from=probabilities");
  RowMatrix slopes(1, 2);
  const RowMatrix sure = (RowMatrix(1, 2) << 1.0, 0.0).finished();
  EXPECT_NEAR(loss->value_and_derivative(sure, VectorXd::Ones(1), slopes), -std::log(1e-7), 1e-12);
  EXPECT_EQ(slopes, RowMatrix::Zero(1, 2));
  EXPECT_NEAR(loss->value_and_derivative(sure, VectorXd::Zero(1), slopes), 1e-7, 1e-13);
  EXPECT_EQ(slopes, RowMatrix::Zero(1, 2));
}

// Logits so far apart that their exponentials overflow: the loss is their distance.
TEST(CrossEntropy, IsStableForLogitsFarApart) {
  const auto loss = make(cross_entropy());
  RowMatrix slopes(1, 3);
  for (const double far : {800.0, 1e4, 1e300}) {
    const RowMatrix scores = (RowMatrix(1, 3) << far, 0.0, -far).finished();
    EXPECT_EQ(loss->value_and_derivative(scores, VectorXd::Zero(1), slopes), 0.0);
    EXPECT_EQ(slopes, RowMatrix::Zero(1, 3));
    EXPECT_EQ(loss->value_and_derivative(scores, VectorXd::Ones(1), slopes), far);
    EXPECT_EQ(slopes, (RowMatrix(1, 3) << 1.0, -1.0, 0.0).finished());
  }
}

// Two logits are the binary logistic loss of their difference.
TEST(CrossEntropy, OfTwoClassesIsTheLogisticLoss) {
  const Block block = random_block(2, -5.0, 5.0, {0.0, 1.0});
  for (Index i = 0; i < block.targets.size(); ++i) {
    const RowMatrix difference = RowMatrix::Constant(1, 1, block.scores(i, 1) - block.scores(i, 0));
    const VectorXd side = VectorXd::Constant(1, 2.0 * block.targets[i] - 1.0);
    EXPECT_NEAR(
        make(cross_entropy())->value(block.scores.middleRows(i, 1), block.targets.segment(i, 1)),
        make(logistic())->value(difference, side), 1e-14);
  }
}

TEST(CrossEntropy, NumbersTheClassesInTheirOrder) {
  const DataSet data = labelled(Eigen::Vector4d(8, -1, 3, 8));
  const Targets targets = make(cross_entropy())->encode(data, OutputKind::kPerClass);
  EXPECT_EQ(targets.values, Eigen::Vector4d(2, 0, 1, 2));
  EXPECT_EQ(targets.outputs, 3);
}

}  // namespace
}  // namespace ravine::loss
