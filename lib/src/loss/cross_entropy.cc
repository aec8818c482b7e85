#include <algorithm>
#include <cmath>
#include <limits>

#include "kernel/elementary.h"
#include "kernel/lane_columns.h"
#include "kernel/lanes.h"
#include "loss/labels.h"
#include "loss/losses.h"

namespace ravine::loss {
namespace {

// Calls `call(l)` for each of `count` lanes; unrolled where that is all of them.
template <class Call>
void for_lanes(Index count, Call&& call) {
  if (count < kLanes) {
    for (Index l = 0; l < count; ++l) call(l);
    return;
  }
#pragma GCC unroll 8
  for (Index l = 0; l < kLanes; ++l) call(l);
}

// -log softmax(scores)[label] (Bridle 1990) of `count` samples side by side, with the largest score
// taken off so that nothing overflows.
Lanes from_logits(const double* scores, Index k, const double* labels, Index count,
                  double* derivative) {
  // Scores first and then their exponentials; those of further classes are gathered and computed
  // anew.
  Lanes kept[kKeptClasses];
  // A whole group's scores and derivatives are moved to lanes and back at once.
  const bool all_kept = count == kLanes && k <= kKeptClasses;
  const auto gather = [&](Index j) {
    if (count == kLanes) return load_strided(scores + j, k);
    Lanes v{};
    for_lanes(count, [&](Index l) { v[l] = scores[l * k + j]; });
    return v;
  };
  if (all_kept) {
    load_columns(scores, k, kept);
  } else {
    for (Index j = 0; j < std::min(k, kKeptClasses); ++j) kept[j] = gather(j);
  }
  const auto score = [&](Index j) { return j < kKeptClasses ? kept[j] : gather(j); };
  const Lanes label = count == kLanes ? load(labels) : load_part(labels, count);
  Lanes own{};
  Lanes largest = broadcast(-std::numeric_limits<double>::infinity());
  for (Index j = 0; j < k; ++j) {
    const Lanes s = score(j);
    // NaN, which fails the comparison, is kept by its exponential.
    largest = s > largest ? s : largest;
    own = label == static_cast<double>(j) ? s : own;
  }
  Lanes sum{};
  for (Index j = 0; j < k; ++j) {
    const Lanes e = exp(score(j) - largest);
    if (j < kKeptClasses) kept[j] = e;
    sum += e;
  }
  if (derivative != nullptr) {
    const Lanes inverse = 1.0 / sum;
    for (Index j = 0; j < k; ++j) {
      const Lanes p = (j < kKeptClasses ? kept[j] : exp(gather(j) - largest)) * inverse;
      const Lanes d = label == static_cast<double>(j) ? p - 1.0 : p;
      if (all_kept) {
        kept[j] = d;
      } else {
        for_lanes(count, [&](Index l) { derivative[l * k + j] = d[l]; });
      }
    }
    if (all_kept) store_columns(derivative, k, kept);
  }
  return log(sum) + (largest - own);
}

// -log p[label] of scores divided by their sum and clipped to [1e-7, 1 - 1e-7], as Keras does.
double from_probabilities(const double* scores, Index k, Index label, double* derivative) {
  constexpr double kClip = 1e-7;
  double sum = 0.0;
  for (Index j = 0; j < k; ++j) sum += scores[j];
  const double p = scores[label] / sum;
  const double clipped = p < kClip ? kClip : p > 1.0 - kClip ? 1.0 - kClip : p;
  if (derivative != nullptr) {
    const bool inside = p == clipped;
    const double own = inside ? 1.0 / scores[label] : 0.0;
    for (Index j = 0; j < k; ++j) derivative[j] = inside ? 1.0 / sum : 0.0;
    derivative[label] -= own;
  }
  return -std::log(clipped);
}

class CrossEntropy final : public Loss {
 public:
  explicit CrossEntropy(bool probabilities) : probabilities_(probabilities) {}

  Targets encode(const DataSet& data, OutputKind kind) const override {
    return classes(data, kind, "cross_entropy");
  }

  double value(const Eigen::Ref<const RowMatrix>& scores,
               const Eigen::Ref<const VectorXd>& targets) const override {
    return sum(scores, targets, nullptr);
  }

  double value_and_derivative(const Eigen::Ref<const RowMatrix>& scores,
                              const Eigen::Ref<const VectorXd>& targets,
                              Eigen::Ref<RowMatrix> derivative) const override {
    return sum(scores, targets, derivative.data());
  }

  bool takes_probabilities() const override { return probabilities_; }

  bool curved() const override { return !probabilities_; }

  // The second derivatives in the logits are diag(p) - p p', and the first p less 1 at the label.
  void multiply_by_curvature(const Eigen::Ref<const RowMatrix>& derivative,
                             const Eigen::Ref<const VectorXd>& targets,
                             Eigen::Ref<RowMatrix> directions) const override {
    if (probabilities_) return Loss::multiply_by_curvature(derivative, targets, directions);
    const Index k = derivative.cols();
    for (Index i = 0; i < targets.size(); ++i) {
      const auto label = static_cast<Index>(targets[i]);
      const auto p = [&](Index j) { return derivative(i, j) + (j == label ? 1.0 : 0.0); };
      double mean = 0.0;
      for (Index j = 0; j < k; ++j) mean += p(j) * directions(i, j);
      for (Index j = 0; j < k; ++j) directions(i, j) = p(j) * (directions(i, j) - mean);
    }
  }

 private:
  double sum(const Eigen::Ref<const RowMatrix>& scores, const Eigen::Ref<const VectorXd>& targets,
             double* derivative) const {
    const Index k = scores.cols();
    const Index group = probabilities_ ? 1 : kLanes;
    double sum = 0.0;
    for (Index i = 0; i < targets.size(); i += group) {
      const double* const s = scores.data() + i * k;
      double* const d = derivative == nullptr ? nullptr : derivative + i * k;
      if (probabilities_) {
        sum += from_probabilities(s, k, static_cast<Index>(targets[i]), d);
        continue;
      }
      const Index count = std::min<Index>(kLanes, targets.size() - i);
      const Lanes losses = from_logits(s, k, targets.data() + i, count, d);
      for_lanes(count, [&](Index l) { sum += losses[l]; });
    }
    return sum;
  }

  bool probabilities_;
};

}  // namespace

Entry<Loss> cross_entropy() {
  return {"cross_entropy",
          "-log of the label's probability, any number of classes (Bridle 1990)",
          {{.name = "from",
            .default_value = "logits",
            .summary = "what the scores are: logits, or probabilities clipped at 1e-7",
            .choices = {"logits", "probabilities"}}},
          [](const Parameters& p) {
            return std::make_unique<CrossEntropy>(p.word("from") == "probabilities");
          }};
}

}  // namespace ravine::loss
