// A loss of one score, given by its formula.
#pragma once

#include "kernel/lanes.h"
#include "loss/labels.h"
#include "loss/loss.h"

namespace ravine::loss {

/// Loss values and their derivatives in the scores.
struct ValueAndSlope {
  Lanes value;
  Lanes derivative;
};

/// `Formula` has `static ValueAndSlope at(Lanes scores, Lanes targets)`, `static constexpr bool
/// kClasses` (true: the targets are -1 and +1; false: numbers) and `static constexpr const char*
/// kName`. Where the loss has a second derivative, `static double curvature(double derivative)`
/// computes it from the first.
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
    return sum(scores, targets, [](Index, const ValueAndSlope&, Index) {});
  }

  double value_and_derivative(const Eigen::Ref<const RowMatrix>& scores,
                              const Eigen::Ref<const VectorXd>& targets,
                              Eigen::Ref<RowMatrix> derivative) const override {
    return sum(scores, targets, [&](Index i, const ValueAndSlope& loss, Index count) {
      if (count == kLanes) return store(derivative.data() + i, loss.derivative);
      store_part(derivative.data() + i, loss.derivative, count);
    });
  }

  bool curved() const override { return kCurved; }

  void multiply_by_curvature(const Eigen::Ref<const RowMatrix>& derivative,
                             const Eigen::Ref<const VectorXd>& targets,
                             Eigen::Ref<RowMatrix> directions) const override {
    if constexpr (kCurved) {
      for (Index i = 0; i < targets.size(); ++i) {
        directions(i, 0) *= Formula::curvature(derivative(i, 0));
      }
    } else {
      Loss::multiply_by_curvature(derivative, targets, directions);
    }
  }

  bool classifies() const override { return Formula::kClasses; }

 private:
  static constexpr bool kCurved = requires { Formula::curvature(0.0); };

  // The sum in order; calls `each(i, losses, count)` for the `count` samples from i on.
  template <class Each>
  static double sum(const Eigen::Ref<const RowMatrix>& scores,
                    const Eigen::Ref<const VectorXd>& targets, Each&& each) {
    double sum = 0.0;
    const auto add = [&](Index i, const ValueAndSlope& loss, Index count) {
      for (Index l = 0; l < count; ++l) sum += loss.value[l];
      each(i, loss, count);
    };
    const Index n = targets.size();
    const double* const s = scores.data();
    const double* const t = targets.data();
    Index i = 0;
    for (; i + kLanes <= n; i += kLanes) add(i, Formula::at(load(s + i), load(t + i)), kLanes);
    if (i < n) add(i, Formula::at(load_part(s + i, n - i), load_part(t + i, n - i)), n - i);
    return sum;
  }
};

}  // namespace ravine::loss
