#include "ravine/data/features.h"

namespace ravine {

Features::Features(SparseRows sparse) : storage_(std::move(sparse)) {
  std::get<SparseRows>(storage_).makeCompressed();
}

Index Features::rows() const {
  return std::visit([](const auto& matrix) { return matrix.rows(); }, storage_);
}

Index Features::cols() const {
  return std::visit([](const auto& matrix) { return matrix.cols(); }, storage_);
}

std::size_t Features::bytes() const {
  if (!sparse()) return static_cast<std::size_t>(dense().size()) * sizeof(double);
  const SparseRows& rows = sparse_rows();
  return static_cast<std::size_t>(rows.nonZeros()) *
             (sizeof(double) + sizeof(SparseRows::StorageIndex)) +
         static_cast<std::size_t>(rows.rows() + 1) * sizeof(SparseRows::StorageIndex);
}

void Features::times(Index begin, Index end, const Eigen::Ref<const RowMatrix>& weights,
                     Eigen::Ref<RowMatrix> out) const {
  const Index count = end - begin;
  if (sparse()) {
    out.noalias() = sparse_rows().middleRows(begin, count) * weights;
  } else if (weights.cols() == 1) {
    // As vectors, for the kernels that read the matrix at memory speed.
    Eigen::Map<VectorXd>(out.data(), count).noalias() =
        dense().middleRows(begin, count) * Eigen::Map<const VectorXd>(weights.data(), cols());
  } else {
    out.noalias() = dense().middleRows(begin, count) * weights;
  }
}

void Features::add_transposed_times(Index begin, Index end,
                                    const Eigen::Ref<const RowMatrix>& factors,
                                    Eigen::Ref<RowMatrix> sum) const {
  const Index count = end - begin;
  if (sparse()) {
    sum.noalias() += sparse_rows().middleRows(begin, count).transpose() * factors;
  } else if (factors.cols() == 1) {
    Eigen::Map<VectorXd>(sum.data(), cols()).noalias() +=
        dense().middleRows(begin, count).transpose() *
        Eigen::Map<const VectorXd>(factors.data(), count);
  } else {
    sum.noalias() += dense().middleRows(begin, count).transpose() * factors;
  }
}

void Rows::times(const Eigen::Ref<const RowMatrix>& weights, Eigen::Ref<RowMatrix> out) const {
  if (batch_.empty()) return features_->times(begin_, end_, weights, out);
  for (Index i = 0; i < count(); ++i) {
    const Index row = batch_[static_cast<std::size_t>(i)];
    features_->times(row, row + 1, weights, out.middleRows(i, 1));
  }
}

void Rows::add_transposed_times(const Eigen::Ref<const RowMatrix>& factors,
                                Eigen::Ref<RowMatrix> sum) const {
  if (batch_.empty()) return features_->add_transposed_times(begin_, end_, factors, sum);
  for (Index i = 0; i < count(); ++i) {
    const Index row = batch_[static_cast<std::size_t>(i)];
    features_->add_transposed_times(row, row + 1, factors.middleRows(i, 1), sum);
  }
}

}  // namespace ravine
