// What the tests of the losses share: one check of values and slopes against a loss's formula.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "core/random.h"
#include "loss/losses.h"
#include "ravine/spec.h"

namespace ravine::loss {

/// The loss with parameters, "from=probabilities" or nothing.
inline std::unique_ptr<Loss> make(const Entry<Loss>& entry, const std::string& parameters = "") {
  const std::string text = parameters.empty() ? entry.name : entry.name + ':' + parameters;
  return entry.make(Spec(text).bind(entry.parameters, "loss '" + entry.name + "'"));
}

using Scores = std::vector<long double>;

/// The loss of one sample in long double, from its scores and its target.
using Formula = long double (*)(const Scores& scores, double target);

/// The losses as they are published and written plainly.
namespace formula {

inline long double square(const Scores& s, double y) { return (y - s[0]) * (y - s[0]); }
inline long double hinge(const Scores& s, double y) { return std::max(0.0L, 1.0L - y * s[0]); }
inline long double squared_hinge(const Scores& s, double y) { return hinge(s, y) * hinge(s, y); }
inline long double logistic(const Scores& s, double y) { return std::log1p(std::exp(-y * s[0])); }
inline long double cross_entropy(const Scores& logits, double y) {
  long double sum = 0.0L;
  for (const long double logit : logits) sum += std::exp(logit);
  return std::log(sum) - logits[static_cast<std::size_t>(y)];
}
inline long double cross_entropy_of_probabilities(const Scores& scores, double y) {
  const long double sum = std::accumulate(scores.begin(), scores.end(), 0.0L);
  const long double p = scores[static_cast<std::size_t>(y)] / sum;
  return -std::log(std::clamp(p, 1e-7L, 1.0L - 1e-7L));
}

}  // namespace formula

/// Data with these labels, and features that a loss does not look at.
inline DataSet labelled(VectorXd labels) {
  DataSet data;
  data.features = Features(RowMatrix::Zero(labels.size(), 1));
  data.labels = std::move(labels);
  return data;
}

/// Samples of `outputs` scores each, with their targets.
struct Block {
  RowMatrix scores;
  VectorXd targets;
};

/// 500 samples with scores uniform in [low, high), targets drawn from `targets`.
inline Block random_block(Index outputs, double low, double high,
                          const std::vector<double>& targets) {
  constexpr Index kSamples = 500;
  Random random(1, Random::Stream::kData);
  Block block{RowMatrix(kSamples, outputs), VectorXd(kSamples)};
  for (double& score : block.scores.reshaped()) score = random.uniform(low, high);
  for (double& target : block.targets) {
    target = targets[static_cast<std::size_t>(random.below(static_cast<Index>(targets.size())))];
  }
  return block;
}

/// Each sample's loss is what the formula gives. Its slopes are the central differences of the
/// formula in long double: with h = 1e-7, truncation (h^2) and round-off (2^-64 / h) stay below
/// 1e-9.
inline void expect_follows(const Loss& loss, Formula formula, const Block& block) {
  for (Index i = 0; i < block.targets.size(); ++i) {
    const RowMatrix row = block.scores.row(i);
    const VectorXd target = block.targets.segment(i, 1);
    Scores scores(row.data(), row.data() + row.size());
    const auto exact = static_cast<double>(formula(scores, target[0]));
    RowMatrix slopes(1, row.cols());
    const double value = loss.value_and_derivative(row, target, slopes);
    ASSERT_NEAR(value, exact, 1e-15 * (1.0 + 8.0 * std::abs(exact))) << row << " for " << target;
    for (std::size_t k = 0; k < scores.size(); ++k) {
      constexpr long double kStep = 1e-7L;
      const long double at = scores[k];
      scores[k] = at + kStep;
      const long double above = formula(scores, target[0]);
      scores[k] = at - kStep;
      const long double below = formula(scores, target[0]);
      scores[k] = at;
      const auto slope = static_cast<double>((above - below) / (2.0L * kStep));
      ASSERT_NEAR(slopes(0, static_cast<Index>(k)), slope, 1e-9 * (1.0 + std::abs(slope)))
          << row << " for " << target << ", score " << k;
    }
  }
}

/// The value of a block is the sum of its samples' values in order, with the same bits with slopes
/// and without. The slopes of a sample depend on that sample alone.
inline void expect_sums(const Loss& loss, const Block& block) {
  double sum = 0.0;
  RowMatrix slopes(block.scores.rows(), block.scores.cols());
  RowMatrix own(1, block.scores.cols());
  const double value = loss.value_and_derivative(block.scores, block.targets, slopes);
  for (Index i = 0; i < block.targets.size(); ++i) {
    sum +=
        loss.value_and_derivative(block.scores.middleRows(i, 1), block.targets.segment(i, 1), own);
    EXPECT_EQ(slopes.row(i), own.row(0)) << i;
  }
  EXPECT_EQ(loss.value(block.scores, block.targets), value);
  EXPECT_EQ(value, sum);
}

/// A NaN among the scores makes the sum NaN.
inline void expect_keeps_nan(const Loss& loss, const Block& block) {
  RowMatrix slopes(block.scores.rows(), block.scores.cols());
  for (const Index column : {Index{0}, block.scores.cols() - 1}) {
    RowMatrix scores = block.scores;
    scores(3, column) = std::numeric_limits<double>::quiet_NaN();
    EXPECT_TRUE(std::isnan(loss.value(scores, block.targets)));
    EXPECT_TRUE(std::isnan(loss.value_and_derivative(scores, block.targets, slopes)));
  }
}

}  // namespace ravine::loss
