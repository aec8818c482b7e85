#include "ravine/risk.h"

#include <gtest/gtest.h>

#include "ravine/ravine.h"

namespace ravine {
namespace {

DataSet four_points(std::vector<std::string> words = {}) {
  DataSet data;
  data.name = data.origin = "four";
  RowMatrix x(4, 1);
  x << 1.0, 2.0, 3.0, 4.0;
  data.features = Features(std::move(x));
  data.labels = Eigen::Vector4d(0.0, 1.0, 2.0, 1.0);
  data.label_names = std::move(words);
  return data;
}

// Least squares through the origin: w = sum xy / sum x^2 = 12/30, mean square 6/4 - 12^2/(30 * 4).
TEST(Risk, OfNumbersIsLeastSquaresByDefault) {
  const auto risk = make_risk(four_points(), {});
  const Result result = minimize(*risk, risk->start(), {});
  EXPECT_NEAR(result.x[0], 0.4, 1e-9);
  EXPECT_NEAR(result.value, 1.5 - 144.0 / 120.0, 1e-12);
}

TEST(Risk, OfWordsIsCrossEntropyByDefault) {
  const auto risk = make_risk(four_points({"a", "b", "c"}), {});
  EXPECT_EQ(risk->dimension(), 3);
  EXPECT_NEAR(risk->value(risk->start()), std::log(3.0), 1e-15);
}

TEST(Risk, BinarizesLabelsAtTheThreshold) {
  const auto risk = make_risk(four_points(), {.loss = "zero_one", .binarize = 1.0});
  EXPECT_EQ(risk->value(VectorXd::Constant(1, 1.0)), 0.25);  // only the first label is below 1
  EXPECT_EQ(default_model("cross_entropy:from=probabilities"), "softmax_linear");
}

TEST(Risk, RefusesWhatDoesNotFit) {
  for (const char* name :
       {"iris:hidden=4", "iris:loss=hinge", "iris:loss=none", "breast_cancer:from=logits",
        "iris:binarize=x", "diabetes:loss=logistic", "iris:model=perceptron:intercept=1",
        "line:l2=-1", "iris:standardize=2", "line:samples=3"}) {
    EXPECT_THROW(make_problem(name), std::invalid_argument) << name;
  }
}

TEST(Risk, OfANetworkTakesItsParameters) {
  EXPECT_EQ(make_problem("iris:model=perceptron:hidden=5:activation=relu")->dimension(),
            4 * 5 + 5 + 5 * 3 + 3);
  EXPECT_EQ(make_problem("digits:loss=hinge:binarize=5")->dimension(), 65);
}

// The true gradient with step 0.02 and twice the gradient with step 0.01 take the same steps.
TEST(Risk, OfTheLineIsDescendedToTwoFromAnyStart) {
  const auto line = make_problem("line");
  const auto doubled = [&](const VectorXd& x, VectorXd* gradient) {
    if (gradient == nullptr) return line->value(x);
    const double value = line->value_and_gradient(x, *gradient);
    *gradient *= 2.0;
    return value;
  };
  for (int i = 0; i < 50; ++i) {
    const VectorXd start = VectorXd::Constant(1, i / 50.0);
    const Options options{.method = "gradient_descent:step=0.02", .value_tolerance = 1e-6};
    EXPECT_NEAR(minimize(*line, start, options).x[0], 2.0, 2e-4);
    Options source = options;
    source.method = "gradient_descent:step=0.01";
    const Result result = minimize(doubled, start, source);
    EXPECT_NEAR(result.x[0], 2.0, 2e-4);
    EXPECT_EQ(result.status, Status::kConverged);
  }
}

// The risk is l2-strongly convex, so that f - f* <= |g|^2 / (2 l2).
TEST(Risk, ReferencesAreTheMinimaOfTheSmallRisks) {
  for (const char* name : {"iris", "wine", "breast_cancer", "diabetes", "digits", "heart_scale"}) {
    const auto risk = make_problem(name);
    ASSERT_TRUE(risk->minimum().has_value()) << name;
    const Result result = minimize(*risk, risk->start(), {.max_evaluations = 100000});
    VectorXd gradient;
    const double value = risk->value_and_gradient(result.x, gradient);
    const double bound = gradient.squaredNorm() / (2.0 * 1e-3);
    EXPECT_LE(bound, 1e-10) << name;
    const double error = 1e-10 * std::max(1.0, value);
    EXPECT_LE(value - *risk->minimum(), error + bound) << name;
    EXPECT_GE(value - *risk->minimum(), -error) << name;
  }
  EXPECT_EQ(make_problem("line")->minimum(), 0.0);
  EXPECT_EQ(make_problem("iris:l2=0.001")->minimum(), make_problem("iris")->minimum());
  EXPECT_EQ(make_problem("iris:l2=0.01")->minimum(), std::nullopt);
}

}  // namespace
}  // namespace ravine
