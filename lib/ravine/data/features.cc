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
  if (sparse()) {
    out.noalias() = sparse_rows().middleRows(begin, end - begin) * weights;
  } else {
    out.noalias() = dense().middleRows(begin, end - begin) * weights;
  }
}

void Features::add_transposed_times(Index begin, Index end,
                                    const Eigen::Ref<const RowMatrix>& factors,
                                    Eigen::Ref<RowMatrix> sum) const {
  if (sparse()) {
    sum.noalias() += sparse_rows().middleRows(begin, end - begin).transpose() * factors;
  } else {
    sum.noalias() += dense().middleRows(begin, end - begin).transpose() * factors;
  }
}

void Features::times(std::span<const Index> batch, const Eigen::Ref<const RowMatrix>& weights,
                     Eigen::Ref<RowMatrix> out) const {
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const auto row = static_cast<Index>(i);
    times(batch[i], batch[i] + 1, weights, out.middleRows(row, 1));
  }
}

void Features::add_transposed_times(std::span<const Index> batch,
                                    const Eigen::Ref<const RowMatrix>& factors,
                                    Eigen::Ref<RowMatrix> sum) const {
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const auto row = static_cast<Index>(i);
    add_transposed_times(batch[i], batch[i] + 1, factors.middleRows(row, 1), sum);
  }
}

}  // namespace ravine
