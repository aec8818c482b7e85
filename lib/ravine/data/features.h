// The matrix of a data set, samples by features, dense or in compressed sparse rows, of doubles or
// floats.
#pragma once

#include <Eigen/Core>
#include <Eigen/SparseCore>
#include <cstddef>
#include <span>
#include <variant>
#include <vector>

#include "ravine/core/objective.h"

namespace ravine {

using RowMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using SparseRows = Eigen::SparseMatrix<double, Eigen::RowMajor>;

/// How the numbers of a feature matrix are stored; parameters and sums are doubles with both.
enum class Precision { kDouble, kFloat };

/// X (n x d).
class Features {
 public:
  Features() : storage_(RowMatrix()) {}
  explicit Features(RowMatrix dense) : storage_(std::move(dense)) {}
  explicit Features(SparseRows sparse);

  Index rows() const;
  Index cols() const;
  bool sparse() const;
  Precision precision() const;

  /// The numbers in `precision`, as rounded as they are or will be.
  Features stored_as(Precision precision) const;

  /// The matrix, of double precision and of the kind that `sparse` says.
  const RowMatrix& dense() const { return std::get<RowMatrix>(storage_); }
  RowMatrix& dense() { return std::get<RowMatrix>(storage_); }
  const SparseRows& sparse_rows() const { return std::get<SparseRows>(storage_); }
  SparseRows& sparse_rows() { return std::get<SparseRows>(storage_); }

  /// The bytes of the stored numbers and indices.
  std::size_t bytes() const;
  /// Where they lie: the numbers, and for sparse features the columns and where the rows begin.
  std::vector<std::span<const std::byte>> memory() const;

 private:
  friend class Rows;
  using FloatMatrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  using SparseFloatRows = Eigen::SparseMatrix<float, Eigen::RowMajor>;

  std::variant<RowMatrix, SparseRows, FloatMatrix, SparseFloatRows> storage_;
};

/// Some rows of a feature matrix: neighbours, or those that a mini-batch names. Borrowed. The two
/// products that every model is made of work on a block of rows, so that a caller can use a block
/// twice while it is in cache. Weights and gradients have a row an output.
class Rows {
 public:
  Rows(const Features& features, Index begin, Index end)
      : features_(&features), begin_(begin), count_(end - begin) {}
  Rows(const Features& features, std::span<const Index> batch)
      : features_(&features), order_(batch.data()), count_(static_cast<Index>(batch.size())) {}

  Index count() const { return count_; }

  /// scores (count x k) = rows * weights' (weights k x d).
  void multiply(const Eigen::Ref<const RowMatrix>& weights, Eigen::Ref<RowMatrix> scores) const;

  /// sum (k x d) += factors' * rows (factors count x k), while `next` are asked for from memory.
  void accumulate(const Eigen::Ref<const RowMatrix>& factors, Eigen::Ref<RowMatrix> sum,
                  const Rows& next) const;
  void accumulate(const Eigen::Ref<const RowMatrix>& factors, Eigen::Ref<RowMatrix> sum) const {
    accumulate(factors, sum, {*features_, 0, 0});
  }

  /// `accumulate` on these rows and `multiply` on `next`, of the same features: the same bits, and
  /// with a single output in one sweep.
  void accumulate_and_multiply(const Eigen::Ref<const RowMatrix>& factors,
                               Eigen::Ref<RowMatrix> sum, const Rows& next,
                               const Eigen::Ref<const RowMatrix>& weights,
                               Eigen::Ref<RowMatrix> scores) const;

 private:
  const Features* features_;
  Index begin_ = 0;
  const Index* order_ = nullptr;  // null for neighbours
  Index count_;
};

}  // namespace ravine
