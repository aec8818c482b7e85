#include "model/sample_fit.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "data/temporary_file.h"
#include "model/risk_test.h"
#include "parallel/backend.h"

namespace ravine {
namespace {

/// True where the sample's class has the largest score, and no other class the same.
bool is_right(const Reals& scores, double target) {
  if (scores.size() == 1) return scores[0] * static_cast<long double>(target) > 0.0L;
  const long double own = scores[static_cast<std::size_t>(target)];
  return std::count_if(scores.begin(), scores.end(), [&](long double s) { return s >= own; }) == 1;
}

/// Loss and error, sample by sample in long double.
Fit plain_fit(const Pair& pair, const Sample& sample, const VectorXd& theta) {
  long double losses = 0.0L;
  long double errors = 0.0L;
  const auto n = static_cast<long double>(sample.data->samples());
  for (Index i = 0; i < sample.data->samples(); ++i) {
    const Reals scores = pair.network.scores(reals(theta), reals(row_of(*sample.data, i)));
    losses += pair.formula(scores, sample.targets[i]);
    if (pair.labels == Labels::kNumbers) {
      const long double residual = scores[0] - static_cast<long double>(sample.targets[i]);
      errors += residual * residual;
    } else {
      errors += is_right(scores, sample.targets[i]) ? 0.0L : 1.0L;
    }
  }
  const long double error = errors / n;
  return {static_cast<double>(losses / n),
          static_cast<double>(pair.labels == Labels::kNumbers ? std::sqrt(error) : error)};
}

// On the samples that the risk has, and on others with the same labels.
TEST(SampleFit, IsTheMeanLossWithoutThePenaltyAndTheError) {
  for (const Pair& pair : every_pair()) {
    for (const double density : {1.0, 0.2}) {
      const Sample own = random_sample(301, 5, pair.labels, density);
      const Sample other = random_sample(523, 5, pair.labels, density);
      const EmpiricalRisk risk = pair.risk(own, 0.7);
      const VectorXd theta = random_theta(risk.dimension(), 9);
      for (const Sample& sample : {own, other}) {
        const Fit exact = plain_fit(pair, sample, theta);
        const SampleFit fit(risk, sample.data);
        const Fit serial = fit.at(serial_executor(), theta);
        EXPECT_NEAR(serial.loss, exact.loss, 1e-13 * (1.0 + exact.loss)) << pair.name();
        EXPECT_NEAR(serial.error, exact.error, 1e-13 * (1.0 + exact.error)) << pair.name();
        for (const BackendInfo& backend : backends()) {
          const Fit spread = fit.at(*make_executor(backend.name, 3), theta);
          EXPECT_EQ(spread.loss, serial.loss) << pair.name() << ' ' << backend.name;
          EXPECT_EQ(spread.error, serial.error) << pair.name() << ' ' << backend.name;
        }
      }
      EXPECT_NEAR(risk.value(theta) - risk.penalty(theta), plain_fit(pair, own, theta).loss, 1e-12);
    }
  }
}

// A class that is missing among these samples moves no other class.
TEST(SampleFit, KnowsTheClassesByTheRisksOwnSamples) {
  const Sample own = random_sample(301, 5, Labels::kThreeClasses);
  const EmpiricalRisk risk(own.data, loss::make(loss::cross_entropy()),
                           *make_model(model::softmax_linear()), {});
  const auto last = std::make_shared<DataSet>();
  last->features = Features(RowMatrix(RowMatrix::Ones(1, 5)));
  last->labels = VectorXd::Constant(1, 9.0);
  VectorXd theta = VectorXd::Zero(15);
  theta.tail(5).setConstant(1.0);  // the scores are 0, 0 and 5
  const Fit fit = SampleFit(risk, last).at(serial_executor(), theta);
  EXPECT_NEAR(fit.loss, std::log1p(2.0 * std::exp(-5.0)), 1e-15);
  EXPECT_EQ(fit.error, 0.0);
}

TEST(SampleFit, RefusesAClassThatNoSampleOfTheRiskHas) {
  const Sample own = random_sample(50, 5, Labels::kTwoClasses);
  const EmpiricalRisk risk(own.data, loss::make(loss::logistic()), *make_model(model::linear()),
                           {});
  auto other = std::make_shared<DataSet>(*own.data);
  other->origin = "other.csv";
  other->labels[6] = 5.0;
  EXPECT_EQ(refusal([&] { SampleFit(risk, other); }),
            "other.csv, sample 7: held out with the label '5', which no training sample has: "
            "expected each class among the training samples");
}

}  // namespace
}  // namespace ravine
