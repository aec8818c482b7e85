// Risks on features that stay in a file have the bits of those on features in memory.
#include <gtest/gtest.h>

#include <fstream>
#include <stdexcept>

#include "core/random.h"
#include "data/cache.h"
#include "data/temporary_file.h"
#include "loss/losses.h"
#include "model/empirical_risk.h"
#include "model/models.h"
#include "parallel/backend.h"
#include "ravine/spec.h"

namespace ravine {
namespace {

struct Kind {
  bool sparse;
  Precision precision;
};

DataSet made(Index n, Index d, const Kind& kind) {
  Random random(3, Random::Stream::kData);
  RowMatrix x(n, d);
  for (double& entry : x.reshaped()) {
    entry = kind.sparse && random.below(3) > 0 ? 0.0 : random.normal();
  }
  DataSet data;
  data.features = kind.sparse ? Features(SparseRows(x.sparseView())) : Features(std::move(x));
  data.features = data.features.stored_as(kind.precision);
  data.labels.resize(n);
  for (Index i = 0; i < n; ++i) data.labels[i] = static_cast<double>(random.below(3));
  return data;
}

std::unique_ptr<EmpiricalRisk> risk_of(const DataSet& data, bool perceptron) {
  const Entry<Loss> loss = loss::cross_entropy();
  const Entry<Architecture> model = perceptron ? model::perceptron() : model::softmax_linear();
  const std::string spec = perceptron ? "perceptron:hidden=5" : "softmax_linear";
  return std::make_unique<EmpiricalRisk>(std::make_shared<const DataSet>(data),
                                         loss.make(Spec(loss.name).bind(loss.parameters, "loss")),
                                         *model.make(Spec(spec).bind(model.parameters, "model")),
                                         EmpiricalRisk::Options{});
}

TEST(RowsInFile, GiveRisksTheBitsOfRowsInMemory) {
  const TemporaryFolder folder;
  const Index n = 9001;  // several chunks, the last one short
  std::vector<Index> terms(700);
  for (std::size_t i = 0; i < terms.size(); ++i) terms[i] = static_cast<Index>(i * 7919 % 9001);
  for (const Kind kind : {Kind{false, Precision::kDouble}, Kind{false, Precision::kFloat},
                          Kind{true, Precision::kDouble}, Kind{true, Precision::kFloat}}) {
    const CachedData data{made(n, 30, kind), nullptr, "", ""};
    const std::filesystem::path path = folder.path() / "cache";
    {
      std::string description;
      std::ofstream out(path, std::ios::binary);
      for (const std::string_view piece : pieces_of_cache(data, "key", description)) out << piece;
    }
    const auto found = open_cache(path, "key");
    ASSERT_TRUE(found->training.features.in_file());
    EXPECT_THROW(found->training.features.stored_as(Precision::kFloat), std::logic_error);
    EXPECT_EQ(found->training.features.bytes(), data.training.features.bytes());
    for (const bool perceptron : {false, true}) {
      const auto here = risk_of(data.training, perceptron);
      const auto there = risk_of(found->training, perceptron);
      const VectorXd theta = VectorXd::Random(here->dimension());
      for (const auto& executor : {make_executor("serial", 1), make_executor("tbb", 3)}) {
        VectorXd expected;
        VectorXd gradient;
        EXPECT_EQ(there->value_and_gradient_on(*executor, theta, gradient),
                  here->value_and_gradient_on(*executor, theta, expected));
        EXPECT_EQ(gradient, expected);
        EXPECT_EQ(there->value_on(*executor, theta), here->value_on(*executor, theta));
        EXPECT_EQ(there->batch_value_and_gradient(*executor, Batch(terms), theta, gradient),
                  here->batch_value_and_gradient(*executor, Batch(terms), theta, expected));
        EXPECT_EQ(gradient, expected);
      }
    }
  }
}

}  // namespace
}  // namespace ravine
