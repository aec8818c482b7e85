// The matrix of a data set, samples by features, dense or in compressed sparse rows, of doubles or
// floats.
#pragma once

#include <Eigen/Core>
#include <Eigen/SparseCore>
#include <cstddef>
#include <span>
#include <variant>
#include <vector>

#include "ravine/objective.h"
#include "ravine/weight_order.h"

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
  explicit Features(SparseRows&& sparse);  // Eigen 3.4 moves none, and would copy

  Index rows() const;
  Index cols() const;
  bool sparse() const;
  Precision precision() const;

  /// The numbers in `precision`, as rounded as they are or will be. Throws std::invalid_argument
  /// where one is beyond a float's range.
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
