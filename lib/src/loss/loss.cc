#include "loss/loss.h"

#include <stdexcept>

namespace ravine {

void Loss::multiply_by_curvature(const Eigen::Ref<const RowMatrix>&,
                                 const Eigen::Ref<const VectorXd>&, Eigen::Ref<RowMatrix>) const {
  throw std::logic_error("the loss has no second derivatives");
}

Index count_wrong(const Eigen::Ref<const RowMatrix>& scores,
                  const Eigen::Ref<const VectorXd>& targets) {
  Index wrong = 0;
  for (Index i = 0; i < targets.size(); ++i) {
    if (scores.cols() == 1) {
      wrong += targets[i] * scores(i, 0) > 0.0 ? 0 : 1;
      continue;
    }
    const auto label = static_cast<Index>(targets[i]);
    bool largest = true;
    for (Index k = 0; k < scores.cols(); ++k) {
      largest = largest && (k == label || scores(i, k) < scores(i, label));
    }
    wrong += largest ? 0 : 1;
  }
  return wrong;
}

}  // namespace ravine
