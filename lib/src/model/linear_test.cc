#include <gtest/gtest.h>

#include "model/risk_test.h"

namespace ravine {
namespace {

// w'x by hand, and w'x + b with an intercept, which stands last.
TEST(Linear, IsAProductWithAnInterceptWhereOneIsAskedFor) {
  const auto architecture = make_model(model::linear());
  EXPECT_EQ(architecture->outputs(), OutputKind::kOne);
  const RowMatrix x = (RowMatrix(2, 2) << 1.0, 2.0, -3.0, 0.5).finished();
  const auto plain = architecture->build({.features = 2});
  EXPECT_EQ(plain->parameters(), 2);
  EXPECT_EQ(scores_of(*plain, Features(x), Eigen::Vector2d(10.0, 4.0)),
            (RowMatrix(2, 1) << 18.0, -28.0).finished());
  const auto shifted = architecture->build({.features = 2, .intercept = true});
  EXPECT_EQ(shifted->parameters(), 3);
  EXPECT_EQ(scores_of(*shifted, Features(x), Eigen::Vector3d(10.0, 4.0, 7.0)),
            (RowMatrix(2, 1) << 25.0, -21.0).finished());
}

TEST(Linear, StartsAtZero) {
  const auto model = make_model(model::linear())->build({.features = 4, .intercept = true});
  for (const std::uint64_t seed : {1U, 5U}) EXPECT_EQ(model->start(seed), VectorXd::Zero(5));
}

// On y = 2x the risk of slope w is (w - 2)^2 mean(x^2), lowest at 2.
TEST(Linear, TheRiskOnTheSourcesLine) {
  auto line = std::make_shared<DataSet>();
  const VectorXd x = VectorXd::LinSpaced(10, 0.0, 9.0);
  line->features = Features(RowMatrix(x));
  line->labels = 2.0 * x;
  const EmpiricalRisk risk(line, loss::make(loss::square()), *make_model(model::linear()), {});
  for (const double w : {0.0, 0.5, 1.0, 2.0, 5.0}) {
    VectorXd gradient;
    const double value = risk.value_and_gradient(VectorXd::Constant(1, w), gradient);
    EXPECT_NEAR(value, 28.5 * (w - 2.0) * (w - 2.0), 1e-12) << w;
    EXPECT_NEAR(gradient[0], 57.0 * (w - 2.0), 1e-12) << w;
  }
}

}  // namespace
}  // namespace ravine
