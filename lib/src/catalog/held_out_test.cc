// Samples that no method sees: no bit of a run depends on them, and what is taken of them is right.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "catalog/conformance_test.h"
#include "core/random.h"
#include "data/hold_out.h"
#include "model/empirical_risk.h"
#include "ravine/risk.h"

namespace ravine {
namespace {

constexpr double kShare = 0.25;

/// 200 samples of five features with numbers as labels, or one of `classes`. The last feature is
/// the sample's number.
DataSet drawn(Index classes) {
  Random random(7, Random::Stream::kData);
  DataSet data;
  data.name = data.origin = "drawn";
  RowMatrix x(200, 5);
  for (double& entry : x.reshaped()) entry = random.normal();
  data.labels.resize(200);
  for (Index i = 0; i < 200; ++i) {
    x(i, 4) = static_cast<double>(i);
    data.labels[i] = classes == 0 ? random.normal() : static_cast<double>(i % classes);
  }
  data.features = Features(std::move(x));
  return data;
}

/// The same, with garbage in each sample that is held out.
DataSet spoilt(Index classes) {
  DataSet data = drawn(classes);
  const RowMatrix held_out = hold_out(data, kShare).held_out.features.dense();
  const double garbage[] = {std::nan(""), std::numeric_limits<double>::infinity(), 1e300, -1e300};
  for (Index k = 0; k < held_out.rows(); ++k) {
    const auto i = static_cast<Index>(held_out(k, 4));
    data.features.dense().row(i).setConstant(garbage[k % 4]);
    data.labels[i] = classes == 0 ? garbage[k % 4] : static_cast<double>((i + 1) % classes);
  }
  return data;
}

std::unique_ptr<Problem> held_out_risk(const DataSet& data, const std::string& model) {
  Split split = hold_out(data, kShare);
  RiskOptions options{.model = model, .l2 = 1e-3, .standardize = true};
  options.held_out = std::make_shared<const DataSet>(std::move(split.held_out));
  return make_risk(std::move(split.training), options);
}

Result run_of(const Problem& problem, const std::string& method) {
  return minimize(problem, problem.start(3),
                  {.method = method,
                   .max_evaluations = 200,
                   .seed = 3,
                   .trace = true,
                   .recorded = problem.facts().recorded});
}

class HeldOut : public testing::TestWithParam<std::string> {};

TEST_P(HeldOut, NoMethodSeesASample) {
  for (const Index classes : {0, 2}) {
    for (const char* model : {"linear", "perceptron:hidden=3"}) {
      const auto clean = held_out_risk(drawn(classes), model);
      const auto garbage = held_out_risk(spoilt(classes), model);
      const auto none = make_risk(hold_out(drawn(classes), kShare).training,
                                  {.model = model, .l2 = 1e-3, .standardize = true});
      if (!misfit(clean->objective(), *methods().make(GetParam()), "").empty()) continue;
      const Result expected = run_of(*none, GetParam());
      for (const Problem* problem : {clean.get(), garbage.get()}) {
        const Result result = run_of(*problem, GetParam());
        expect_same_run(result, expected, GetParam());
        for (const TracePoint& point : result.trace) {
          ASSERT_EQ(point.figures.size(), 3U);
          EXPECT_EQ(std::isfinite(point.figures[1]), problem == clean.get()) << GetParam();
        }
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Catalogue, HeldOut, testing::ValuesIn(methods().names()),
                         [](const auto& info) { return info.param; });

// By hand: of the labels 1, 2, 3, 4, 5, 6 at x = label, a weight of w leaves (1 - w) label.
TEST(HeldOutFigures, AreThoseOfTheHeldOutSamplesAlone) {
  DataSet data;
  data.features = Features(RowMatrix(VectorXd::LinSpaced(6, 1.0, 6.0)));
  data.labels = VectorXd::LinSpaced(6, 1.0, 6.0);
  Split split = hold_out_every_fifth(data);
  RiskOptions options{.loss = "square", .l2 = 0.5};
  options.held_out = std::make_shared<const DataSet>(std::move(split.held_out));
  const auto problem = make_risk(std::move(split.training), options);
  const VectorXd w = VectorXd::Constant(1, 0.6);
  const double value = problem->value(w);
  const double training = 0.16 * (1.0 + 4.0 + 9.0 + 16.0 + 36.0) / 5.0;
  EXPECT_NEAR(value, training + 0.25 * 0.36, 1e-14);
  const auto& recorded = problem->facts().recorded;
  EXPECT_EQ(recorded.names, (std::vector<std::string>{"train_value", "test_value", "test_error"}));
  const auto now = recorded.at(serial_executor(), w, value);
  EXPECT_NEAR(now[0], training, 1e-14);
  EXPECT_NEAR(now[1], 4.0, 1e-14);  // (0.4 * 5)^2
  EXPECT_NEAR(now[2], 2.0, 1e-14);
  const auto& at_end = problem->facts().at_end;
  EXPECT_EQ(at_end.names,
            (std::vector<std::string>{"train_value", "train_error", "test_value", "test_error"}));
  const auto end = at_end.at(serial_executor(), w, value);
  EXPECT_NEAR(end[0], training, 1e-14);
  EXPECT_NEAR(end[1], std::sqrt(training), 1e-14);
  EXPECT_EQ(end[2], now[1]);
  EXPECT_EQ(end[3], now[2]);
}

TEST(HeldOutFigures, OfClassesCountTheWrongOnes) {
  const auto problem = make_problem("iris:holdout=standard");
  EXPECT_EQ(problem->facts().at_end.names,
            (std::vector<std::string>{"zero_one", "train_value", "train_error", "test_value",
                                      "test_error"}));
  const auto& risk = dynamic_cast<const EmpiricalRisk&>(problem->objective());
  EXPECT_EQ(risk.terms(), 120);
  // All scores are 0 at the start: no class is strictly the largest.
  const auto end = problem->facts().at_end.at(serial_executor(), problem->start(), 0.0);
  EXPECT_EQ(end[0], 1.0);
  EXPECT_EQ(end[2], 1.0);
  EXPECT_EQ(end[4], 1.0);
  EXPECT_NEAR(end[3], std::log(3.0), 1e-15);
}

// Standardised by hand: mean 2 and deviation 1 of the training samples 1 and 3.
TEST(HeldOutFigures, AreStandardizedByTheTrainingSamples) {
  DataSet training;
  training.features = Features(RowMatrix((RowMatrix(2, 1) << 1.0, 3.0).finished()));
  training.labels = Eigen::Vector2d(0.0, 0.0);
  DataSet held_out;
  held_out.features = Features(RowMatrix((RowMatrix(1, 1) << 7.0).finished()));
  held_out.labels = VectorXd::Zero(1);
  RiskOptions options{.loss = "square", .standardize = true};
  options.held_out = std::make_shared<const DataSet>(held_out);
  const auto problem = make_risk(training, options);
  const auto now = problem->facts().recorded.at(serial_executor(), VectorXd::Constant(1, 2.0), 0.0);
  EXPECT_EQ(now[2], 10.0);  // 2 (7 - 2) / 1
}

TEST(HeldOutFigures, OfFashionMnistAreItsTestImages) {
  std::unique_ptr<Problem> problem;
  const std::string message =
      refusal([&] { problem = make_problem("fashion_mnist:holdout=standard"); });
  if (message != "accepted") GTEST_SKIP() << message;
  EXPECT_EQ(dynamic_cast<const EmpiricalRisk&>(problem->objective()).terms(), 60000);
  EXPECT_EQ(problem->minimum(), make_problem("fashion_mnist")->minimum());
  // There are 1,000 test images per class (Xiao, Rasul & Vollgraf 2017), so that one class for all
  // of them is right for a tenth.
  VectorXd theta = VectorXd::Zero(7840);
  theta.head(784).setConstant(1.0);  // class 0 for any image, since none is all black
  const auto end = problem->facts().at_end.at(serial_executor(), theta, 0.0);
  EXPECT_EQ(end[4], 0.9);
}

TEST(HeldOutProblems, RefuseWhatHoldsOutNothingOrAll) {
  for (const char* holdout : {"0", "1", "1.5", "-0.2", "0.001", "some", "nan"}) {
    const std::string message =
        refusal([&] { make_problem(std::string("iris:holdout=") + holdout); });
    EXPECT_NE(message.find("holdout"), std::string::npos) << message;
    EXPECT_NE(message.find(holdout), std::string::npos) << message;
  }
}

// The two samples of its own class are the two that are held out.
TEST(HeldOutProblems, RefuseToLeaveAClassOutOfTraining) {
  DataSet data = drawn(2);
  const RowMatrix held_out = hold_out(data, 0.01).held_out.features.dense();
  ASSERT_EQ(held_out.rows(), 2);
  for (Index k = 0; k < 2; ++k) data.labels[static_cast<Index>(held_out(k, 4))] = 2.0;
  Split split = hold_out(data, 0.01);
  RiskOptions options{.loss = "cross_entropy"};
  options.held_out = std::make_shared<const DataSet>(std::move(split.held_out));
  const std::string message = refusal([&] { make_risk(std::move(split.training), options); });
  EXPECT_NE(message.find("held out with the label '2', which no training sample has"),
            std::string::npos)
      << message;
}

}  // namespace
}  // namespace ravine
