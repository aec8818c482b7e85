#include <gtest/gtest.h>

#include "model/risk_test.h"

namespace ravine {
namespace {

// By hand: x = (1, 2), W' = [1 3; 0 -1; 2 0], a row a class, b = (0, 10, 0).
TEST(SoftmaxLinear, IsAScoreAClass) {
  const auto architecture = make_model(model::softmax_linear());
  EXPECT_EQ(architecture->outputs(), OutputKind::kPerClass);
  const RowMatrix x = (RowMatrix(1, 2) << 1.0, 2.0).finished();
  const VectorXd w = (VectorXd(6) << 1, 3, 0, -1, 2, 0).finished();
  const auto plain = architecture->build({.features = 2, .outputs = 3});
  EXPECT_EQ(plain->parameters(), 6);
  EXPECT_EQ(scores_of(*plain, Features(x), w), (RowMatrix(1, 3) << 7.0, -2.0, 2.0).finished());
  const auto shifted = architecture->build({.features = 2, .outputs = 3, .intercept = true});
  EXPECT_EQ(shifted->parameters(), 9);
  EXPECT_EQ(scores_of(*shifted, Features(x), (VectorXd(9) << w, 0, 10, 0).finished()),
            (RowMatrix(1, 3) << 7.0, 8.0, 2.0).finished());
}

TEST(SoftmaxLinear, EndsInASoftmaxWhereTheLossTakesProbabilities) {
  const auto model = make_model(model::softmax_linear())
                         ->build({.features = 1, .outputs = 2, .probabilities = true});
  const RowMatrix x = RowMatrix::Ones(1, 1);
  const RowMatrix p = scores_of(*model, Features(x), Eigen::Vector2d(0.0, std::log(3.0)));
  EXPECT_NEAR(p(0, 0), 0.25, 1e-15);
  EXPECT_NEAR(p(0, 1), 0.75, 1e-15);
}

// At zero every class is as likely: the loss is the logarithm of their number, for either way.
TEST(SoftmaxLinear, AtItsStartTheLossIsTheLogarithmOfTheClasses) {
  const Sample sample = random_sample(30, 4, Labels::kThreeClasses);
  for (const char* from : {"from=logits", "from=probabilities"}) {
    const EmpiricalRisk risk(sample.data, loss::make(loss::cross_entropy(), from),
                             *make_model(model::softmax_linear()), {.intercept = true});
    EXPECT_NEAR(risk.value(risk.start(3)), std::log(3.0), 1e-14);
  }
}

}  // namespace
}  // namespace ravine
