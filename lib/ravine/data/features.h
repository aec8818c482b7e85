// The matrix of a data set, samples by features, dense or in compressed sparse rows.
#pragma once

#include <Eigen/Core>
#include <Eigen/SparseCore>
#include <span>
#include <variant>

#include "ravine/core/objective.h"

namespace ravine {

using RowMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using SparseRows = Eigen::SparseMatrix<double, Eigen::RowMajor>;

/// X (n x d), with the two products that every model is made of. Both work on a block of rows, so
/// that a caller can use a block twice while it is in cache.
class Features {
 public:
  Features() : storage_(RowMatrix()) {}
  explicit Features(RowMatrix dense) : storage_(std::move(dense)) {}
  explicit Features(SparseRows sparse);

  Index rows() const;
  Index cols() const;
  bool sparse() const { return std::holds_alternative<SparseRows>(storage_); }
  const RowMatrix& dense() const { return std::get<RowMatrix>(storage_); }
  RowMatrix& dense() { return std::get<RowMatrix>(storage_); }
  const SparseRows& sparse_rows() const { return std::get<SparseRows>(storage_); }
  SparseRows& sparse_rows() { return std::get<SparseRows>(storage_); }

  /// The bytes of the stored numbers and indices.
  std::size_t bytes() const;

  /// out (end - begin x k) = X[begin, end) * weights (d x k, contiguous).
  void times(Index begin, Index end, const Eigen::Ref<const RowMatrix>& weights,
             Eigen::Ref<RowMatrix> out) const;

  /// sum (d x k, contiguous) += X[begin, end)^T * factors (end - begin x k).
  void add_transposed_times(Index begin, Index end, const Eigen::Ref<const RowMatrix>& factors,
                            Eigen::Ref<RowMatrix> sum) const;

 private:
  std::variant<RowMatrix, SparseRows> storage_;
};

/// Some rows of a feature matrix: neighbours, or those that a mini-batch names. Borrowed.
class Rows {
 public:
  Rows(const Features& features, Index begin, Index end)
      : features_(&features), begin_(begin), end_(end) {}
  Rows(const Features& features, std::span<const Index> batch)
      : features_(&features), end_(static_cast<Index>(batch.size())), batch_(batch) {}

  Index count() const { return end_ - begin_; }

  /// out (count x k) = rows * weights (d x k).
  void times(const Eigen::Ref<const RowMatrix>& weights, Eigen::Ref<RowMatrix> out) const;

  /// sum (d x k) += rows^T * factors (count x k).
  void add_transposed_times(const Eigen::Ref<const RowMatrix>& factors,
                            Eigen::Ref<RowMatrix> sum) const;

 private:
  const Features* features_;
  Index begin_ = 0;
  Index end_ = 0;
  std::span<const Index> batch_;  // empty for neighbours
};

}  // namespace ravine
