// Blocks of samples as the models take them: views of some rows of a feature matrix, and their
// products by the kernels.
#pragma once

#include <span>

#include "kernel/weight_order.h"
#include "ravine/features.h"

namespace ravine {

/// Some rows of a feature matrix: neighbours, or those that a mini-batch names. Borrowed. The two
/// products that every model is made of work on a block of rows, so that a caller can use a block
/// twice while it is in cache. Weights and gradients have a row an output; those of dense features
/// with several outputs may lie by columns.
class Rows {
 public:
  Rows(const Features& features, Index begin, Index end)
      : features_(&features), here_{.begin = begin, .count = end - begin} {}
  Rows(const Features& features, std::span<const Index> batch)
      : features_(&features),
        here_{.order = batch.data(), .count = static_cast<Index>(batch.size())} {}

  Index count() const { return here_.count; }

  /// The same rows, with `next`, of the same features, to be read after them: the products ask
  /// memory for those meanwhile.
  Rows before(const Rows& next) const {
    Rows rows = *this;
    rows.next_ = next.here_;
    return rows;
  }

  /// scores (count x k) = rows * weights' (weights k x d, which lie in `order`).
  void multiply(const Eigen::Ref<const RowMatrix>& weights, Eigen::Ref<RowMatrix> scores,
                WeightOrder order = WeightOrder::kByOutput) const;

  /// sum (k x d, in `order`) += factors' * rows (factors count x k).
  void accumulate(const Eigen::Ref<const RowMatrix>& factors, Eigen::Ref<RowMatrix> sum,
                  WeightOrder order = WeightOrder::kByOutput) const;

  /// `accumulate` on these rows and `multiply` on `next`, of the same features: the same bits, and
  /// for dense rows with a single output in one sweep.
  void accumulate_and_multiply(const Eigen::Ref<const RowMatrix>& factors,
                               Eigen::Ref<RowMatrix> sum, const Rows& next,
                               const Eigen::Ref<const RowMatrix>& weights,
                               Eigen::Ref<RowMatrix> scores,
                               WeightOrder order = WeightOrder::kByOutput) const;

 private:
  struct Range {
    Index begin = 0;
    const Index* order = nullptr;  // null for neighbours
    Index count = 0;
  };

  const Features* features_;
  Range here_;
  Range next_{};
};

}  // namespace ravine
