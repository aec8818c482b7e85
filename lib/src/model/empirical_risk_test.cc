#include "model/empirical_risk.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <span>
#include <thread>

#include "data/readers.h"
#include "data/temporary_file.h"
#include "model/risk_test.h"
#include "model/sample_fit.h"
#include "parallel/backend.h"

namespace ravine {
namespace {

constexpr double kPenalty = 0.37;

/// Compares `value` and `gradient` at theta with the plain risk and its central differences in long
/// double. With h = 1e-7, truncation and round-off are below 1e-11.
void expect_truth(const Pair& pair, const Sample& sample, std::span<const Index> batch,
                  const VectorXd& theta, double value, const VectorXd& gradient) {
  const auto risk = [&](const Reals& at) {
    return plain_risk(sample, pair.network, pair.formula, kPenalty, batch, at);
  };
  Reals at = reals(theta);
  const auto exact = static_cast<double>(risk(at));
  EXPECT_NEAR(value, exact, 1e-14 * (1.0 + std::abs(exact))) << pair.name();
  ASSERT_EQ(gradient.size(), theta.size());
  for (std::size_t p = 0; p < at.size(); ++p) {
    constexpr long double kStep = 1e-7L;
    const long double middle = at[p];
    at[p] = middle + kStep;
    const long double above = risk(at);
    at[p] = middle - kStep;
    const auto slope = static_cast<double>((above - risk(at)) / (2.0L * kStep));
    at[p] = middle;
    EXPECT_NEAR(gradient[static_cast<Index>(p)], slope, 1e-9 * (1.0 + std::abs(slope)))
        << pair.name() << ' ' << p;
  }
}

TEST(EmpiricalRisk, EveryLossAndModelAgainstLongDouble) {
  for (const Pair& pair : every_pair()) {
    for (const double density : {1.0, 0.4}) {
      const Sample sample = random_sample(37, 5, pair.labels, density);
      const EmpiricalRisk risk = pair.risk(sample, kPenalty);
      ASSERT_EQ(risk.dimension(), pair.network.parameters()) << pair.name();
      for (std::uint64_t seed = 1; seed <= 3; ++seed) {
        const VectorXd theta = random_theta(risk.dimension(), seed);
        VectorXd gradient;
        const double value = risk.value_and_gradient(theta, gradient);
        EXPECT_EQ(risk.value(theta), value) << pair.name();
        expect_truth(pair, sample, all_of(sample), theta, value, gradient);
      }
    }
  }
}

// The derivatives of the loss in the scores fix the gradients of a linear model's terms. From no
// derivatives to those at theta, the mean change is the gradient of the mini-batch without the
// penalty. From those at one point to those at another, it is the difference of the gradients.
TEST(EmpiricalRisk, ChangesOfItsTermsAreDifferencesOfGradients) {
  const std::vector<Index> batch = {3, 36, 0, 12};
  int linear = 0;
  for (const Pair& pair : every_pair()) {
    const Sample sample = random_sample(37, 5, pair.labels);
    const EmpiricalRisk risk = pair.risk(sample, kPenalty);
    if (risk.scores() == 0) continue;
    ++linear;
    ScoreDerivatives known = ScoreDerivatives::Zero(4, risk.scores());
    VectorXd before = VectorXd::Zero(risk.dimension());
    for (const std::uint64_t seed : {1, 2, 3}) {
      const VectorXd theta = random_theta(risk.dimension(), seed);
      VectorXd penalty = VectorXd::Zero(risk.dimension());
      risk.add_penalty_gradient(theta, penalty);
      VectorXd gradient;
      const double value = risk.batch_value_and_gradient(serial_executor(), batch, theta, gradient);
      VectorXd change;
      const double mean = risk.batch_change(serial_executor(), batch, theta, known, change);
      EXPECT_LE(mean, value) << pair.name();  // the penalty is at least 0
      EXPECT_LE((change - (gradient - penalty - before)).norm(), 1e-13) << pair.name();
      before = gradient - penalty;
    }
  }
  EXPECT_GT(linear, 4);
}

TEST(EmpiricalRisk, EveryMiniBatchAgainstLongDouble) {
  const std::vector<std::vector<Index>> batches = {{7}, {3, 36, 0, 12}, {5, 5, 1}};
  for (const Pair& pair : every_pair()) {
    for (const double density : {1.0, 0.4}) {
      const Sample sample = random_sample(37, 5, pair.labels, density);
      const EmpiricalRisk risk = pair.risk(sample, kPenalty);
      const VectorXd theta = random_theta(risk.dimension(), 4);
      for (const auto& batch : batches) {
        VectorXd gradient;
        const double value =
            risk.batch_value_and_gradient(serial_executor(), batch, theta, gradient);
        EXPECT_EQ(risk.batch_value(serial_executor(), batch, theta), value) << pair.name();
        expect_truth(pair, sample, batch, theta, value, gradient);
      }
    }
  }
}

// Batches of several chunks, which are cut in another way than all samples are.
TEST(EmpiricalRisk, LargeBatchesAreMeansOfTheirSamples) {
  for (const Pair& pair : every_pair()) {
    const Sample sample = random_sample(12000, 60, pair.labels);
    const EmpiricalRisk risk = pair.risk(sample, kPenalty);
    const VectorXd theta = random_theta(risk.dimension(), 5);
    const std::vector<Index> all = all_of(sample);
    VectorXd whole;
    const double value = risk.value_and_gradient(theta, whole);
    VectorXd gradient;
    EXPECT_NEAR(risk.batch_value_and_gradient(serial_executor(), all, theta, gradient), value,
                1e-12 * std::abs(value))
        << pair.name();
    EXPECT_LE((gradient - whole).norm(), 1e-12 * (1.0 + whole.norm())) << pair.name();
    const auto half = std::span(all).first(6000);
    const auto rest = std::span(all).subspan(6000);
    const double mean = 0.5 * (risk.batch_value(serial_executor(), half, theta) +
                               risk.batch_value(serial_executor(), rest, theta));
    EXPECT_NEAR(mean, value, 1e-12 * std::abs(value)) << pair.name();
  }
}

TEST(EmpiricalRisk, TheMeanOfEqualBatchesIsTheWhole) {
  for (const Pair& pair : every_pair()) {
    const Sample sample = random_sample(40, 5, pair.labels);
    const EmpiricalRisk risk = pair.risk(sample, kPenalty);
    const VectorXd theta = random_theta(risk.dimension(), 5);
    VectorXd whole;
    const double value = risk.value_and_gradient(theta, whole);
    VectorXd sum = VectorXd::Zero(theta.size());
    double values = 0.0;
    const std::vector<Index> all = all_of(sample);
    for (std::size_t begin = 0; begin < all.size(); begin += 10) {
      VectorXd part;
      values += risk.batch_value_and_gradient(serial_executor(), std::span(all).subspan(begin, 10),
                                              theta, part);
      sum += part;
    }
    EXPECT_NEAR(values / 4.0, value, 1e-13) << pair.name();
    EXPECT_LE((sum / 4.0 - whole).norm(), 1e-13 * (1.0 + whole.norm())) << pair.name();
  }
}

/// Value and gradient, whole and of a mini-batch, of one executor.
std::vector<VectorXd> everything(const EmpiricalRisk& risk, const Executor& executor,
                                 std::span<const Index> batch, const VectorXd& theta) {
  std::vector<VectorXd> all(2);
  VectorXd values(4);
  values[0] = risk.value_on(executor, theta);
  values[1] = risk.value_and_gradient_on(executor, theta, all[0]);
  values[2] = risk.batch_value(executor, batch, theta);
  values[3] = risk.batch_value_and_gradient(executor, batch, theta, all[1]);
  all.push_back(values);
  return all;
}

void expect_same_bits(const EmpiricalRisk& risk, std::span<const Index> batch,
                      const std::string& name) {
  const VectorXd theta = random_theta(risk.dimension(), 6);
  const auto reference = everything(risk, serial_executor(), batch, theta);
  EXPECT_EQ(reference[2][0], reference[2][1]) << name;
  EXPECT_EQ(reference[2][2], reference[2][3]) << name;
  for (const BackendInfo& backend : backends()) {
    for (const int threads : {1, 2, 3, 8}) {
      const auto executor = make_executor(backend.name, threads);
      EXPECT_TRUE(everything(risk, *executor, batch, theta) == reference)
          << name << ' ' << backend.name << ':' << threads << " n = " << risk.terms();
    }
  }
}

TEST(EmpiricalRisk, SameBitsOnEveryBackendForAnyThreads) {
  for (const Pair& pair : every_pair()) {
    for (const double density : {1.0, 0.1}) {
      // One sample, fewer than a chunk, and a prime number of several chunks.
      for (const Index n : {3, 17, 4001}) {
        const Sample sample = random_sample(n, n == 4001 ? 60 : 5, pair.labels, density);
        std::vector<Index> batch = all_of(sample);
        Random(1, Random::Stream::kBatch).shuffle(batch);
        batch.resize(static_cast<std::size_t>((n + 1) / 2));
        expect_same_bits(pair.risk(sample, kPenalty), batch, pair.name());
      }
    }
  }
}

// 4,001 samples of 60 features are several chunks of several blocks, the last of each kind short.
TEST(EmpiricalRisk, BlocksAndChunksAddUpToTheMeanOfTheSamples) {
  for (const Pair& pair : every_pair()) {
    for (const double density : {1.0, 0.1}) {
      const Sample sample = random_sample(4001, 60, pair.labels, density);
      const EmpiricalRisk risk = pair.risk(sample);
      const VectorXd theta = 0.1 * random_theta(risk.dimension(), 9);
      VectorXd whole, one;
      const double value = risk.value_and_gradient(theta, whole);
      VectorXd sum = VectorXd::Zero(theta.size());
      double values = 0.0;
      for (const Index i : all_of(sample)) {
        values += risk.batch_value_and_gradient(serial_executor(), std::span(&i, 1), theta, one);
        sum += one;
      }
      EXPECT_NEAR(values / 4001.0, value, 1e-12 * (1.0 + value)) << pair.name();
      EXPECT_LE((sum / 4001.0 - whole).norm(), 1e-12 * (1.0 + whole.norm())) << pair.name();
    }
  }
}

// Floats are stored numbers of fewer digits; all arithmetic is of doubles.
TEST(EmpiricalRisk, OfFloatsIsThatOfTheSameNumbersAsDoubles) {
  for (const Pair& pair : every_pair()) {
    for (const double density : {1.0, 0.1}) {
      Sample floats = random_sample(700, 60, pair.labels, density);
      floats.data->features = floats.data->features.stored_as(Precision::kFloat);
      Sample doubles = floats;
      doubles.data = std::make_shared<DataSet>(*floats.data);
      doubles.data->features = floats.data->features.stored_as(Precision::kDouble);
      const EmpiricalRisk a = pair.risk(floats);
      const EmpiricalRisk b = pair.risk(doubles);
      const VectorXd theta = random_theta(a.dimension(), 10);
      VectorXd ga, gb;
      EXPECT_NEAR(a.value_and_gradient(theta, ga), b.value_and_gradient(theta, gb), 1e-12);
      EXPECT_LE((ga - gb).norm(), 1e-12 * (1.0 + gb.norm())) << pair.name();
    }
  }
}

/// Notes the most tasks that it was asked for at once.
class Watching final : public Executor {
 public:
  std::string backend() const override { return "serial"; }
  int threads() const override { return 8; }
  void run(Index count, TaskRef task) const override {
    most = std::max(most, count);
    serial_executor().run(count, task);
  }
  mutable Index most = 0;
};

// A backend wakes no thread for one task (its own tests see to that).
TEST(EmpiricalRisk, ASmallProblemIsOneTask) {
  for (const Pair& pair : every_pair()) {
    const EmpiricalRisk small = pair.risk(random_sample(150, 5, pair.labels));
    const EmpiricalRisk large = pair.risk(random_sample(4001, 60, pair.labels));
    VectorXd gradient;
    const Watching seen_small;
    small.value_and_gradient_on(seen_small, small.start(1), gradient);
    EXPECT_EQ(seen_small.most, 1) << pair.name();
    const Watching seen_large;
    large.value_and_gradient_on(seen_large, large.start(1), gradient);
    EXPECT_GT(seen_large.most, 1) << pair.name();
  }
}

TEST(EmpiricalRisk, ServesSeveralCallersAtOnce) {
  for (const Pair& pair : every_pair()) {
    const EmpiricalRisk risk = pair.risk(random_sample(4001, 60, pair.labels), kPenalty);
    const VectorXd theta = random_theta(risk.dimension(), 11);
    VectorXd reference;
    risk.value_and_gradient(theta, reference);
    std::vector<std::thread> callers;
    std::vector<int> equal(4, 0);
    for (int& own : equal) {
      callers.emplace_back([&] {
        const auto executor = make_executor("openmp", 2);
        VectorXd gradient;
        for (int repeat = 0; repeat < 5; ++repeat) {
          risk.value_and_gradient_on(*executor, theta, gradient);
          own += gradient == reference ? 1 : 0;
        }
      });
    }
    for (std::thread& caller : callers) caller.join();
    EXPECT_EQ(equal, std::vector<int>(4, 5)) << pair.name();
  }
}

TEST(EmpiricalRisk, SparseDataGivesWhatTheSameDenseDataGives) {
  for (const Pair& pair : every_pair()) {
    const Sample sparse = random_sample(500, 5, pair.labels, 0.2);
    Sample dense = sparse;
    dense.data = std::make_shared<DataSet>(*sparse.data);
    dense.data->features = Features(RowMatrix(sparse.data->features.sparse_rows()));
    const EmpiricalRisk a = pair.risk(sparse);
    const EmpiricalRisk b = pair.risk(dense);
    const VectorXd theta = random_theta(a.dimension(), 7);
    VectorXd ga, gb;
    EXPECT_NEAR(a.value_and_gradient(theta, ga), b.value_and_gradient(theta, gb), 1e-13);
    EXPECT_LE((ga - gb).norm(), 1e-13 * (1.0 + gb.norm())) << pair.name();
  }
}

TEST(EmpiricalRisk, ThePenaltyLeavesInterceptsAndBiasesAlone) {
  for (const Pair& pair : every_pair()) {
    const Sample sample = random_sample(20, 5, pair.labels);
    VectorXd biases = random_theta(pair.network.parameters(), 8);
    for (Index p = 0; p < biases.size(); ++p) {
      if (pair.network.penalises(p)) biases[p] = 0.0;
    }
    VectorXd without, with;
    EXPECT_EQ(pair.risk(sample, 0.0).value_and_gradient(biases, without),
              pair.risk(sample, 5.0).value_and_gradient(biases, with))
        << pair.name();
    EXPECT_EQ(without, with) << pair.name();
  }
}

TEST(EmpiricalRisk, ANanInThetaIsANanInTheRisk) {
  for (const Pair& pair : every_pair()) {
    const EmpiricalRisk risk = pair.risk(random_sample(20, 5, pair.labels));
    for (const Index place : {Index{0}, risk.dimension() - 1}) {
      VectorXd theta = random_theta(risk.dimension(), 1);
      theta[place] = std::numeric_limits<double>::quiet_NaN();
      VectorXd gradient;
      EXPECT_TRUE(std::isnan(risk.value(theta))) << pair.name() << ' ' << place;
      EXPECT_TRUE(std::isnan(risk.value_and_gradient(theta, gradient))) << pair.name();
    }
  }
}

/// What the risk of `content`, a CSV file, says as it is made.
std::string refused(const std::string& content, const Entry<Loss>& loss,
                    const Entry<Architecture>& model, const EmpiricalRisk::Options& options = {}) {
  const TemporaryFolder folder;
  const auto data = std::make_shared<DataSet>(
      reader::csv().make({})->read(folder.write("data.csv", content), {}));
  const std::string message =
      refusal([&] { EmpiricalRisk(data, loss::make(loss), *make_model(model), options); });
  const std::string path = folder.path().string() + '/';
  return message.rfind(path, 0) == 0 ? message.substr(path.size()) : message;
}

TEST(EmpiricalRisk, NamesTheLineOfALabelThatTheLossDoesNotTake) {
  EXPECT_EQ(refused("x,y\n1,0\n2,1\n3,2\n", loss::logistic(), model::linear()),
            "data.csv:4: expected one of two label values for loss 'logistic', got '2' as a third");
  EXPECT_EQ(refused("x,y\n1,0\n2,1\n3,1\n4,7\n", loss::hinge(), model::perceptron()),
            "data.csv:5: expected one of two label values for loss 'hinge', got '7' as a third");
  EXPECT_EQ(refused("x,y\n1,cat\n2,dog\n", loss::square(), model::linear()),
            "data.csv:2: expected a number as the label for loss 'square', got 'cat'");
  EXPECT_EQ(refused("x,y\n1,1\n2,0.25\n", loss::cross_entropy(), model::softmax_linear()),
            "data.csv:3: expected a class as the label for loss 'cross_entropy', got '0.25'");
}

TEST(EmpiricalRisk, RefusesWhatDoesNotGoTogether) {
  const std::string two = "x,y\n1,0\n2,1\n";
  EXPECT_EQ(refused(two, loss::logistic(), model::linear()), "accepted");
  EXPECT_NE(refused(two, loss::cross_entropy(), model::linear()), "accepted");
  EXPECT_NE(refused(two, loss::logistic(), model::softmax_linear()), "accepted");
  EXPECT_NE(refused(two, loss::logistic(), model::perceptron(), {.intercept = true}), "accepted");
  for (const double l2 : {-1e-9, std::nan(""), std::numeric_limits<double>::infinity()}) {
    EXPECT_EQ(refused(two, loss::logistic(), model::linear(), {.l2 = l2}).rfind("l2: expected", 0),
              0U);
  }
  const auto nothing = std::make_shared<DataSet>();
  EXPECT_THROW(EmpiricalRisk(nothing, loss::make(loss::square()), *make_model(model::linear()), {}),
               std::invalid_argument);
}

// The loss is flat wherever it is continuous, so a gradient would say nothing.
TEST(EmpiricalRisk, OfTheZeroOneLossHasNoGradient) {
  const Sample sample = random_sample(50, 5, Labels::kTwoClasses);
  const EmpiricalRisk risk(sample.data, loss::make(loss::zero_one()), *make_model(model::linear()),
                           {});
  EXPECT_TRUE(risk.is_flat());
  const VectorXd theta = random_theta(5, 1);
  EXPECT_FALSE(has_gradient(risk, theta));
  EXPECT_EQ(risk.value(theta), SampleFit(risk, sample.data).at(serial_executor(), theta).error);
}

}  // namespace
}  // namespace ravine
