#include "data/generators.h"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>
#include <string_view>

#include "core/random.h"

namespace ravine {
namespace {

double label(SyntheticOptions::Kind kind, const Eigen::RowVectorXd& scores) {
  if (kind == SyntheticOptions::Kind::kLinear) return scores[0];
  if (kind == SyntheticOptions::Kind::kLogistic) return scores[0] > 0.0 ? 1.0 : 0.0;
  Index best = 0;
  scores.maxCoeff(&best);
  return static_cast<double>(best);
}

void check(const SyntheticOptions& options) {
  const auto expect = [](bool holds, std::string_view what) {
    if (!holds) throw std::invalid_argument(fmt::format("synthetic data: expected {}", what));
  };
  expect(options.samples >= 1, "at least 1 sample");
  expect(options.features >= 1, "at least 1 feature");
  expect(options.classes >= 2, "at least 2 classes");
  expect(options.condition >= 1.0 && std::isfinite(options.condition), "a condition from 1");
  expect(options.noise >= 0.0 && std::isfinite(options.noise), "a noise from 0");
  expect(options.density > 0.0 && options.density <= 1.0, "a density above 0, up to 1");
}

}  // namespace

DataSet generate(const SyntheticOptions& options) {
  check(options);
  const Index n = options.samples;
  const Index d = options.features;
  const Index outputs = options.kind == SyntheticOptions::Kind::kSoftmax ? options.classes : 1;
  Random random(options.seed, Random::Stream::kData);
  VectorXd scale(d);
  for (Index j = 0; j < d; ++j) {
    const double share = d == 1 ? 0.0 : static_cast<double>(j) / static_cast<double>(d - 1);
    scale[j] = std::pow(options.condition, -0.5 * share);
  }
  RowMatrix truth(d, outputs);
  for (double& weight : truth.reshaped()) weight = random.normal();

  const bool sparse = options.density < 1.0;
  RowMatrix dense(sparse ? 0 : n, d);
  SparseRows rows(n, d);
  if (sparse) {
    rows.reserve(static_cast<Index>(1.1 * options.density * static_cast<double>(n * d)) + n);
  }
  DataSet data;
  data.labels.resize(n);
  for (Index i = 0; i < n; ++i) {
    Eigen::RowVectorXd scores = Eigen::RowVectorXd::Zero(outputs);
    if (sparse) rows.startVec(i);
    for (Index j = 0; j < d; ++j) {
      if (sparse && random.uniform(0.0, 1.0) >= options.density) continue;
      const double value = scale[j] * random.normal();
      (sparse ? rows.insertBack(i, j) : dense(i, j)) = value;
      scores += value * truth.row(j);
    }
    for (double& score : scores) score += options.noise * random.normal();
    data.labels[i] = label(options.kind, scores);
  }
  if (sparse) {
    rows.finalize();
    data.features = Features(std::move(rows));
  } else {
    data.features = Features(std::move(dense));
  }
  data.name = "synthetic";
  data.origin = fmt::format("synthetic data, seed {}", options.seed);
  return data;
}

}  // namespace ravine
