// The steps of the stochastic methods, on the built-in risks: those that they find by themselves,
// and every policy.
#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <string>
#include <vector>

#include "ravine/ravine.h"

namespace ravine {
namespace {

/// The evaluations of some 20 epochs.
Index twenty_epochs(const std::string& method, Index samples) {
  const Index batches = (samples + 31) / 32;
  if (method == "svrg") return 4 * (1 + 4 * batches);
  const bool whole = method == "gradient_descent" || method == "momentum" ||
                     method == "heavy_ball" || method == "nesterov";
  return whole ? 20 : 20 * batches;
}

class FoundSteps : public testing::TestWithParam<std::string> {};

TEST_P(FoundSteps, LearnFromEveryBuiltInRisk) {
  for (const char* name : {"line", "iris", "wine", "breast_cancer", "diabetes", "digits",
                           "heart_scale", "synthetic_linear"}) {
    const auto risk = make_problem(name);
    const auto& sum = *capability<FiniteSum>(risk->objective());
    const VectorXd start = risk->start();
    const double lowest = minimize(*risk, start, {.max_evaluations = 5000}).value;
    const Result result =
        minimize(*risk, start,
                 {.method = GetParam(), .max_evaluations = twenty_epochs(GetParam(), sum.terms())});
    const double gap = (result.value - lowest) / (risk->value(start) - lowest);
    EXPECT_LE(gap, 0.3) << name;
    EXPECT_NE(result.status, Status::kDiverged) << name;
  }
}

// Each policy is another run, so that none is taken for another.
TEST_P(FoundSteps, GiveWayToEveryPolicy) {
  const auto risk = make_problem("iris");
  std::set<double> ends;
  const std::vector<std::string> policies = {
      "",
      ":step=0.01",
      ":policy=decreasing:rate=1",
      ":policy=decreasing:decay=inverse_sqrt:rate=1",
      ":policy=decreasing:decay=exponential:rate=0.01",
      ":policy=decreasing:decay=step:factor=0.5:period=10",
      ":policy=decreasing:decay=cosine:period=50",
      ":step=0.01:warm_up=20",
  };
  for (const std::string& policy : policies) {
    const Options options{.method = GetParam() + policy, .max_evaluations = 60};
    const Result result = minimize(*risk, risk->start(), options);
    EXPECT_LT(result.value, risk->value(risk->start())) << policy;
    ends.insert(result.value);
  }
  EXPECT_EQ(ends.size(), policies.size());
}

INSTANTIATE_TEST_SUITE_P(Catalogue, FoundSteps,
                         testing::Values("sgd", "svrg", "saga", "adagrad", "adadelta", "rmsprop",
                                         "adam", "adamw", "amsgrad", "nadam", "adabelief", "lion",
                                         "gradient_descent", "momentum", "heavy_ball", "nesterov"),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace ravine
