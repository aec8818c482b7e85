// The matrix of a data set, samples by features, dense or in compressed sparse rows, of doubles or
// floats, in memory or in a file.
#pragma once

#include <Eigen/Core>
#include <Eigen/SparseCore>
#include <cstddef>
#include <memory>
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

class RowsFile;

/// X (n x d).
class RAVINE_EXPORT Features {
 public:
  Features() : storage_(RowMatrix()) {}
  explicit Features(RowMatrix dense) : storage_(std::move(dense)) {}
  explicit Features(SparseRows&& sparse);  // Eigen 3.4 moves none, and would copy
  /// Rows that stay where they are, and may be more than memory holds.
  explicit Features(std::shared_ptr<const RowsFile> file);

  Index rows() const;
  Index cols() const;
  bool sparse() const;
  Precision precision() const;
  /// How many numbers are stored.
  Index entries() const;

  /// True where the numbers are in a file: `window` and `gathered` alone give access to them.
  bool in_file() const { return file_ != nullptr; }
  /// The rows [begin, end) of a file, as part of this process's memory as long as the object or a
  /// copy lives.
  Features window(Index begin, Index end) const;
  /// Copies of these rows of a file, in this order.
  Features gathered(std::span<const Index> rows) const;

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

  /// `call(matrix)` with the matrix as it is stored: RowMatrix, SparseRows, the same of floats, or
  /// an Eigen::Map of one of these.
  template <class Call>
  decltype(auto) visit(Call&& call) const {
    return window_ != nullptr ? std::visit(std::forward<Call>(call), *window_)
                              : std::visit(std::forward<Call>(call), storage_);
  }

 private:
  using FloatMatrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  using SparseFloatRows = Eigen::SparseMatrix<float, Eigen::RowMajor>;

  template <class T>
  Features dense_window(Index begin, Index end) const;
  template <class T>
  Features sparse_window(Index begin, Index end) const;
  template <class T>
  Features dense_gathered(std::span<const Index> rows) const;
  template <class T>
  Features sparse_gathered(std::span<const Index> rows) const;

  using Maps = std::variant<Eigen::Map<const RowMatrix>, Eigen::Map<const SparseRows>,
                            Eigen::Map<const FloatMatrix>, Eigen::Map<const SparseFloatRows>>;

  std::variant<RowMatrix, SparseRows, FloatMatrix, SparseFloatRows> storage_;
  std::shared_ptr<const RowsFile> file_;
  std::shared_ptr<const Maps> window_;
};

}  // namespace ravine
