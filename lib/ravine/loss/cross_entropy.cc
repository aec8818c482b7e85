#include <algorithm>
#include <cmath>

#include "ravine/loss/labels.h"
#include "ravine/loss/losses.h"

namespace ravine::loss {
namespace {

// -log softmax(scores)[label] (Bridle 1990), with the largest score taken off so that nothing
// overflows.
double from_logits(const double* scores, Index k, Index label, double* derivative) {
  const double largest = *std::max_element(scores, scores + k);
  const double own = scores[label];
  double sum = 0.0;
  for (Index j = 0; j < k; ++j) sum += std::exp(scores[j] - largest);
  const double value = std::log(sum) + (largest - own);
  if (derivative != nullptr) {
    for (Index j = 0; j < k; ++j) derivative[j] = std::exp(scores[j] - largest) / sum;
    derivative[label] -= 1.0;
  }
  return value;
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
    double sum = 0.0;
    for (Index i = 0; i < targets.size(); ++i) {
      sum += one(scores.row(i).data(), scores.cols(), targets[i], nullptr);
    }
    return sum;
  }

  double value_and_derivative(const Eigen::Ref<const RowMatrix>& scores,
                              const Eigen::Ref<const VectorXd>& targets,
                              Eigen::Ref<RowMatrix> derivative) const override {
    double sum = 0.0;
    for (Index i = 0; i < targets.size(); ++i) {
      sum += one(scores.row(i).data(), scores.cols(), targets[i], derivative.row(i).data());
    }
    return sum;
  }

  bool takes_probabilities() const override { return probabilities_; }

 private:
  double one(const double* scores, Index k, double target, double* derivative) const {
    const auto label = static_cast<Index>(target);
    return probabilities_ ? from_probabilities(scores, k, label, derivative)
                          : from_logits(scores, k, label, derivative);
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
