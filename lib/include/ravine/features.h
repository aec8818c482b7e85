// The matrix of a data set, samples by features, dense or in compressed sparse rows, of doubles or
// floats.
#pragma once

#include <Eigen/Core>
#include <Eigen/SparseCore>
#include <cstddef>
#include <span>
#include <utility>
#include <variant>
#include <vector>

#include "ravine/export.h"
#include "ravine/objective.h"

namespace ravine {

using RowMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using SparseRows = Eigen::SparseMatrix<double, Eigen::RowMajor>;

/// How the numbers of a feature matrix are stored; parameters and sums are doubles with both.
enum class Precision { kDouble, kFloat };

/// X (n x d).
class RAVINE_EXPORT Features {
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

  /// `call(matrix)` with the matrix as it is stored: RowMatrix, SparseRows, or the same of floats.
  template <class Call>
  decltype(auto) visit(Call&& call) const {
    return std::visit(std::forward<Call>(call), storage_);
  }

 private:
  using FloatMatrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  using SparseFloatRows = Eigen::SparseMatrix<float, Eigen::RowMajor>;

  std::variant<RowMatrix, SparseRows, FloatMatrix, SparseFloatRows> storage_;
};

}  // namespace ravine
