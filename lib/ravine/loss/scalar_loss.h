// A loss of one score, given by its formula.
#pragma once

#include "ravine/loss/labels.h"
#include "ravine/loss/loss.h"

namespace ravine::loss {

/// A loss value and its derivative in the score.
struct Dual {
  double value;
  double derivative;
};

/// `Formula` has `static Dual at(double score, double target)`, `static constexpr bool kClasses`
/// (targets -1 and +1, or numbers) and `static constexpr const char* kName`.
template <class Formula>
class ScalarLoss final : public Loss {
 public:
  Targets encode(const DataSet& data, OutputKind kind) const override {
    if constexpr (Formula::kClasses) {
      return two_classes(data, kind, Formula::kName);
    } else {
      return numbers(data, kind, Formula::kName);
    }
  }

  double value(const Eigen::Ref<const RowMatrix>& scores,
               const Eigen::Ref<const VectorXd>& targets) const override {
    double sum = 0.0;
    for (Index i = 0; i < targets.size(); ++i) sum += Formula::at(scores(i, 0), targets[i]).value;
    return sum;
  }

  double value_and_derivative(const Eigen::Ref<const RowMatrix>& scores,
                              const Eigen::Ref<const VectorXd>& targets,
                              Eigen::Ref<RowMatrix> derivative) const override {
    double sum = 0.0;
    for (Index i = 0; i < targets.size(); ++i) {
      const Dual loss = Formula::at(scores(i, 0), targets[i]);
      sum += loss.value;
      derivative(i, 0) = loss.derivative;
    }
    return sum;
  }

  bool classifies() const override { return Formula::kClasses; }
};

}  // namespace ravine::loss
