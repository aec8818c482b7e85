// What every loss, model, data set and format of the catalogue promises.
#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "catalog/conformance_test.h"
#include "core/random.h"
#include "data/temporary_file.h"
#include "loss/loss.h"
#include "model/empirical_risk.h"
#include "parallel/backend.h"
#include "ravine/reader.h"
#include "ravine/risk.h"

namespace ravine {
namespace {

/// 400 samples of six features (a third of the entries kept, where sparse), with labels that are
/// numbers, or one of `classes`.
DataSet random_data(Index classes, bool sparse) {
  Random random(static_cast<std::uint64_t>(classes) + 1, Random::Stream::kData);
  DataSet data;
  data.name = data.origin = "drawn";
  RowMatrix x(400, 6);
  for (double& entry : x.reshaped()) {
    const double drawn = random.normal();
    entry = !sparse || random.uniform(0.0, 1.0) < 1.0 / 3.0 ? drawn : 0.0;
  }
  data.labels.resize(400);
  for (Index i = 0; i < 400; ++i) {
    data.labels[i] = classes == 0 ? random.normal() : static_cast<double>(i % classes);
  }
  data.features = sparse ? Features(SparseRows(x.sparseView())) : Features(std::move(x));
  return data;
}

/// Every risk of a loss and a model, each in each of its ways, that goes with some labels.
struct NamedRisk {
  std::string name;
  std::unique_ptr<Problem> problem;
  const EmpiricalRisk& risk() const {
    return dynamic_cast<const EmpiricalRisk&>(problem->objective());
  }
};

std::vector<NamedRisk> risks_of(const std::vector<std::string>& loss_ways,
                                const std::vector<std::string>& model_ways) {
  std::vector<NamedRisk> risks;
  for (const std::string& loss : loss_ways) {
    for (const std::string& model : model_ways) {
      for (const Index classes : {0, 2, 3}) {
        for (const bool sparse : {false, true}) {
          const RiskOptions options{.loss = loss, .model = model, .l2 = 0.1};
          const std::string name = loss + ' ' + model + ' ' + std::to_string(classes);
          try {
            risks.push_back({name, make_risk(random_data(classes, sparse), options)});
          } catch (const std::invalid_argument& error) {
            // A refusal says which loss or model it is.
            const std::string message = error.what();
            EXPECT_TRUE(message.find(Spec(loss).name()) != std::string::npos ||
                        message.find(Spec(model).name()) != std::string::npos)
                << message;
          }
        }
      }
    }
  }
  return risks;
}

template <class T>
std::vector<std::string> all_ways(const Table<T>& table) {
  std::vector<std::string> all;
  for (const Entry<T>& entry : table.entries()) {
    for (std::string& way : ways_of(entry)) all.push_back(std::move(way));
  }
  return all;
}

VectorXd random_theta(const EmpiricalRisk& risk, std::uint64_t seed) {
  Random random(seed, Random::Stream::kModel);
  VectorXd theta = risk.start(seed);
  for (double& entry : theta) entry += 0.3 * random.normal();
  return theta;
}

/// Value, gradient and a mini-batch's on every executor, and the gradient against differences.
void expect_sound(const NamedRisk& named) {
  const EmpiricalRisk& risk = named.risk();
  const VectorXd theta = random_theta(risk, 2);
  const std::vector<Index> batch = {3, 399, 0, 17, 17, 250};
  const bool smooth = !risk.is_flat();
  VectorXd gradient, part;
  const double value = risk.value(theta);
  EXPECT_TRUE(std::isfinite(value) && value >= 0.0) << named.name;
  const double part_value = risk.batch_value(serial_executor(), batch, theta);
  if (smooth) {
    EXPECT_EQ(risk.value_and_gradient(theta, gradient), value) << named.name;
    EXPECT_EQ(risk.batch_value_and_gradient(serial_executor(), batch, theta, part), part_value);
    EXPECT_TRUE(agrees_with_differences(risk, theta)) << named.name;
  } else {
    EXPECT_FALSE(has_gradient(risk, theta)) << named.name;
  }
  for (const BackendInfo& backend : backends()) {
    const auto executor = make_executor(backend.name, 3);
    VectorXd other;
    EXPECT_EQ(risk.value_on(*executor, theta), value) << named.name << ' ' << backend.name;
    EXPECT_EQ(risk.batch_value(*executor, batch, theta), part_value) << named.name;
    if (!smooth) continue;
    EXPECT_EQ(risk.value_and_gradient_on(*executor, theta, other), value) << named.name;
    EXPECT_TRUE(same_bits(other, gradient)) << named.name << ' ' << backend.name;
    EXPECT_EQ(risk.batch_value_and_gradient(*executor, batch, theta, other), part_value);
    EXPECT_TRUE(same_bits(other, part)) << named.name << ' ' << backend.name;
  }
}

class EveryLoss : public testing::TestWithParam<std::string> {};

TEST_P(EveryLoss, IsSoundWithEveryModelThatTakesIt) {
  const auto risks = risks_of(ways_of(losses().find(GetParam())), all_ways(models()));
  EXPECT_FALSE(risks.empty());
  for (const NamedRisk& risk : risks) expect_sound(risk);
}

TEST_P(EveryLoss, ANanIsKept) {
  for (const NamedRisk& named : risks_of({GetParam()}, models().names())) {
    VectorXd theta = random_theta(named.risk(), 1);
    theta[theta.size() / 2] = std::nan("");
    EXPECT_TRUE(std::isnan(named.problem->value(theta))) << named.name;
  }
}

// Data of one class, of words, and of none: what the loss does not take, it refuses by where it is.
TEST_P(EveryLoss, TakesLabelsOrSaysWhereTheyStand) {
  const TemporaryFolder folder;
  for (const char* content : {"x,y\n1,1\n2,1\n", "x,y\n1,a\n2,b\n3,c\n4,a\n",
                              "x,y\n1,0.5\n2,1.5\n3,0\n", "x,y\n1,0\n2,1\n"}) {
    const auto path = folder.write("some.csv", content);
    int taken = 0;
    for (const std::string& model : models().names()) {
      const std::string message =
          refusal([&] { make_risk(read_data(path), {.loss = GetParam(), .model = model}); });
      taken += message == "accepted" ? 1 : 0;
      EXPECT_TRUE(message == "accepted" || message.find("use model") != std::string::npos ||
                  message.rfind(path.string(), 0) == 0)
          << message;
    }
    EXPECT_TRUE(taken > 0 || content != std::string("x,y\n1,0\n2,1\n"));
  }
}

INSTANTIATE_TEST_SUITE_P(Catalogue, EveryLoss, testing::ValuesIn(losses().names()),
                         [](const auto& info) { return info.param; });

class EveryModel : public testing::TestWithParam<std::string> {};

TEST_P(EveryModel, IsSoundWithEveryLossThatItTakes) {
  const auto risks = risks_of(all_ways(losses()), ways_of(models().find(GetParam())));
  EXPECT_FALSE(risks.empty());
  for (const NamedRisk& named : risks) {
    const EmpiricalRisk& risk = named.risk();
    const Model& model = risk.model();
    EXPECT_EQ(model.parameters(), risk.dimension());
    EXPECT_GE(model.outputs(), 1);
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
      EXPECT_TRUE(same_bits(model.start(seed), model.start(seed))) << named.name;
      ASSERT_EQ(model.start(seed).size(), model.parameters());
      EXPECT_TRUE(model.start(seed).allFinite()) << named.name;
    }
    Index last = 0;
    for (const auto& [first, end] : model.penalised()) {
      EXPECT_TRUE(last <= first && first < end && end <= model.parameters()) << named.name;
      last = end;
    }
  }
}

TEST_P(EveryModel, LearnsFromItsStart) {
  for (const NamedRisk& named : risks_of(losses().names(), {GetParam()})) {
    if (named.risk().is_flat()) continue;
    const VectorXd start = named.problem->start(1);
    const Result result =
        minimize(*named.problem, start, {.method = "lbfgs", .max_evaluations = 30});
    EXPECT_LT(result.value, named.problem->value(start)) << named.name;
  }
}

INSTANTIATE_TEST_SUITE_P(Catalogue, EveryModel, testing::ValuesIn(models().names()),
                         [](const auto& info) { return info.param; });

class EveryDataSet : public testing::TestWithParam<std::string> {};

TEST_P(EveryDataSet, IsWholeFiniteAndTheSameEachTime) {
  std::unique_ptr<DataSet> data;
  try {
    data = data_sets().make(GetParam());
  } catch (const std::invalid_argument& error) {
    // Only data that Debian packages may be missing.
    if (std::string(error.what()).find("apt-get install") == std::string::npos) throw;
    GTEST_SKIP() << error.what();
  }
  EXPECT_EQ(data->name, GetParam());
  EXPECT_FALSE(data->origin.empty());
  ASSERT_GE(data->samples(), 1);
  ASSERT_GE(data->features.cols(), 1);
  ASSERT_EQ(data->labels.size(), data->samples());
  EXPECT_TRUE(data->labels.allFinite());
  EXPECT_TRUE(data->lines.empty() ||
              data->lines.size() == static_cast<std::size_t>(data->samples()));
  EXPECT_TRUE(data->feature_names.empty() ||
              data->feature_names.size() == static_cast<std::size_t>(data->features.cols()));
  EXPECT_GE(std::set<double>(data->labels.begin(), data->labels.end()).size(), 2U);
  const auto sum = [](const DataSet& d) {
    return d.features.sparse() ? d.features.sparse_rows().sum() : d.features.dense().sum();
  };
  EXPECT_TRUE(std::isfinite(sum(*data)));
  const auto again = data_sets().make(GetParam());
  EXPECT_EQ(sum(*again), sum(*data));
  EXPECT_EQ(again->labels, data->labels);
}

INSTANTIATE_TEST_SUITE_P(Catalogue, EveryDataSet, testing::ValuesIn(data_sets().names()),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace ravine
