// What a step of a stochastic method costs beside its arithmetic: nothing is allocated.
#include <gtest/gtest.h>

#include "core/allocations_test.h"
#include "core/random.h"
#include "model/empirical_risk.h"
#include "ravine/catalog.h"
#include "ravine/minimize.h"
#include "ravine/ravine.h"

namespace ravine {
namespace {

/// A loss with a model that takes it.
struct Learned {
  const char* loss;
  const char* model;
};

std::unique_ptr<EmpiricalRisk> random_risk(const Learned& learned, bool sparse) {
  Random random(1, Random::Stream::kData);
  RowMatrix x(1000, 30);
  for (double& value : x.reshaped()) value = std::max(0.0, random.normal());
  auto data = std::make_shared<DataSet>();
  data->features = sparse ? Features(SparseRows(x.sparseView())) : Features(x);
  data->labels.resize(x.rows());
  for (Index i = 0; i < x.rows(); ++i) data->labels[i] = static_cast<double>(random.below(2));
  data->origin = "drawn";
  return std::make_unique<EmpiricalRisk>(data, losses().make(learned.loss),
                                         *models().make(learned.model), EmpiricalRisk::Options{});
}

/// The allocations of a run of so many steps, all of the first epoch.
long allocations_of(const EmpiricalRisk& risk, const std::string& method, Index batch_size,
                    Index steps) {
  const Options options{.method = method, .batch_size = batch_size, .max_evaluations = steps};
  return allocations_during([&](Index, int) {
    EXPECT_EQ(minimize(risk, risk.start(1), options).f_evals, steps) << method;
  });
}

TEST(MiniBatches, AStepAllocatesNothing) {
  if (!kAllocationsAreCounted) GTEST_SKIP() << "the sanitizer has a malloc of its own";
  constexpr Learned kLearned[] = {{"square", "linear"},
                                  {"logistic", "linear"},
                                  {"cross_entropy", "softmax_linear"},
                                  {"cross_entropy", "perceptron:hidden=8"}};
  for (const Learned& learned : kLearned) {
    for (const bool sparse : {false, true}) {
      const auto risk = random_risk(learned, sparse);
      for (const char* method : {"sgd:step=0.001", "momentum:step=0.001", "adam"}) {
        for (const Index batch_size : {1, 16}) {
          // The first run leaves the risk's own memory behind, for those after it.
          allocations_of(*risk, method, batch_size, 10);
          EXPECT_EQ(allocations_of(*risk, method, batch_size, 60),
                    allocations_of(*risk, method, batch_size, 10))
              << learned.loss << ' ' << learned.model << ' ' << method << ' ' << batch_size;
        }
      }
    }
  }
}

}  // namespace
}  // namespace ravine
