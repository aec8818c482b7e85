#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

#include "model/risk_test.h"
#include "model/sample_fit.h"

namespace ravine {
namespace {

Index parameters_of(const std::string& text, const ModelShape& shape) {
  return make_model(model::perceptron(), text)->build(shape)->parameters();
}

TEST(Perceptron, HasTheLayersThatItsNameSays) {
  const ModelShape shape{.features = 5, .outputs = 3};
  EXPECT_EQ(parameters_of("", shape), 5 * 16 + 16 + 16 * 3 + 3);
  EXPECT_EQ(parameters_of("hidden=1", shape), 5 + 1 + 3 + 3);
  EXPECT_EQ(parameters_of("hidden=7x4", shape), 5 * 7 + 7 + 7 * 4 + 4 + 4 * 3 + 3);
  EXPECT_EQ(make_model(model::perceptron())->outputs(), OutputKind::kEither);
}

TEST(Perceptron, RefusesWidthsThatAreNone) {
  for (const char* widths :
       {"", "0", "-3", "x", "16x", "x16", "16xx8", "16 x 8", "1.5", "many", "16x0", "1000001"}) {
    EXPECT_THROW(make_model(model::perceptron(), std::string("hidden=") + widths),
                 std::invalid_argument)
        << widths;
  }
  EXPECT_THROW(make_model(model::perceptron(), "activation=sigmoid"), std::invalid_argument);
}

TEST(Perceptron, HasItsBiasesAndSoRefusesAnIntercept) {
  const auto perceptron = make_model(model::perceptron());
  EXPECT_THROW(perceptron->build({.features = 2, .intercept = true}), std::invalid_argument);
}

// From zero no weight would ever move apart from another.
TEST(Perceptron, StartsFromTheSeedAwayFromZero) {
  for (const char* activation : {"activation=tanh", "activation=relu"}) {
    const auto model = make_model(model::perceptron(), activation)->build({.features = 3});
    EXPECT_NE(model->start(1).norm(), 0.0);
    EXPECT_EQ(model->start(1), model->start(1));
    EXPECT_NE(model->start(1), model->start(2));
  }
}

// XOR, which no linear model can separate (Minsky & Papert 1969): two ReLU neurons do, by hand
// |a - b| = relu(a - b) + relu(b - a).
TEST(Perceptron, SeparatesWhatNoLinearModelCan) {
  auto xor_data = std::make_shared<DataSet>();
  xor_data->features = Features((RowMatrix(4, 2) << 0, 0, 0, 1, 1, 0, 1, 1).finished());
  xor_data->labels = Eigen::Vector4d(0, 1, 1, 0);
  const EmpiricalRisk risk(xor_data, loss::make(loss::logistic()),
                           *make_model(model::perceptron(), "hidden=2:activation=relu"), {});
  // W1 = [1 -1; -1 1], b1 = 0, W2 = (40, 40), b2 = -20.
  const VectorXd theta = (VectorXd(9) << 1, -1, -1, 1, 0, 0, 40, 40, -20).finished();
  EXPECT_EQ(SampleFit(risk, xor_data).at(serial_executor(), theta).error, 0.0);
  EXPECT_NEAR(risk.value(theta), std::exp(-20.0), 1e-16);
}

}  // namespace
}  // namespace ravine
