#include "loss/loss_test.h"

namespace ravine::loss {
namespace {

// log(1 + exp(-y score)).
TEST(Logistic, FollowsItsFormula) {
  const auto loss = make(logistic());
  for (const double far : {1.0, 40.0, 700.0}) {
    const Block block = random_block(1, -far, far, {-1.0, 1.0});
    expect_follows(*loss, formula::logistic, block);
    expect_sums(*loss, block);
  }
  expect_keeps_nan(*loss, random_block(1, -1.0, 1.0, {-1.0, 1.0}));
}

// Right to a few units in the last place at any margin. Long double holds exp(+-1e4), which double
// does not. The slope is -y / (1 + exp(y score)).
TEST(Logistic, IsStableUpToMarginsOfTenThousand) {
  const auto loss = make(logistic());
  RowMatrix slope(1, 1);
  for (const double y : {-1.0, 1.0}) {
    for (const double size : {0.0, 1e-300, 1e-16, 0.1, 1.0, 30.0, 37.0, 709.0, 746.0, 1e4}) {
      for (const double score : {-size, size}) {
        const RowMatrix scores = RowMatrix::Constant(1, 1, score);
        const double value = loss->value_and_derivative(scores, VectorXd::Constant(1, y), slope);
        const auto exact = static_cast<double>(formula::logistic({score}, y));
        const auto exact_slope =
            static_cast<double>(-y / (1.0L + std::exp(static_cast<long double>(y) * score)));
        const double least = std::numeric_limits<double>::denorm_min();
        EXPECT_NEAR(value, exact, 4.0 * 2.3e-16 * exact + least) << score;
        EXPECT_NEAR(slope(0, 0), exact_slope, 4.0 * 2.3e-16 * std::abs(exact_slope) + least)
            << score;
      }
    }
  }
}

TEST(Logistic, TakesTheSmallerOfTwoLabelsAsMinusOne) {
  const DataSet data = labelled(Eigen::Vector3d(2.0, 2.0, -5.0));
  EXPECT_EQ(make(logistic())->encode(data, OutputKind::kOne).values,
            Eigen::Vector3d(1.0, 1.0, -1.0));
}

}  // namespace
}  // namespace ravine::loss
