#include "ravine/features.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <type_traits>

namespace ravine {
namespace {

template <class Matrix>
constexpr bool kSparse = std::is_base_of_v<Eigen::SparseMatrixBase<Matrix>, Matrix>;

template <class Matrix>
constexpr bool kFloat = std::is_same_v<typename Matrix::Scalar, float>;

template <class T>
std::span<const std::byte> bytes_of(const T* data, Index count) {
  return std::as_bytes(std::span<const T>(data, static_cast<std::size_t>(count)));
}

// Throws where a number, though finite, would be infinite as a float.
template <class Matrix>
void check_range(const Matrix& matrix) {
  constexpr double kMost = std::numeric_limits<float>::max();
  for (Index row = 0; row < matrix.outerSize(); ++row) {
    for (Eigen::InnerIterator<Matrix> entry(matrix, row); entry; ++entry) {
      if (std::isfinite(entry.value()) && std::abs(entry.value()) > kMost) {
        throw std::invalid_argument(
            fmt::format("feature {} of sample {}: expected a number of at most {:.3g}, which a "
                        "float holds, got {}",
                        entry.col() + 1, row + 1, kMost, entry.value()));
      }
    }
  }
}

}  // namespace

Features::Features(SparseRows&& sparse) : storage_(SparseRows()) {
  auto& own = std::get<SparseRows>(storage_);
  own.swap(sparse);
  own.makeCompressed();
}

Index Features::rows() const {
  return std::visit([](const auto& matrix) { return matrix.rows(); }, storage_);
}

Index Features::cols() const {
  return std::visit([](const auto& matrix) { return matrix.cols(); }, storage_);
}

bool Features::sparse() const {
  return std::visit([]<class Matrix>(const Matrix&) { return kSparse<Matrix>; }, storage_);
}

Precision Features::precision() const {
  return std::visit(
      []<class Matrix>(const Matrix&) {
        return kFloat<Matrix> ? Precision::kFloat : Precision::kDouble;
      },
      storage_);
}

Features Features::stored_as(Precision precision) const {
  Features stored;
  std::visit(
      [&]<class Matrix>(const Matrix& matrix) {
        if (precision == Precision::kDouble) {
          using Target = std::conditional_t<kSparse<Matrix>, SparseRows, RowMatrix>;
          stored.storage_ = Target(matrix.template cast<double>());
        } else {
          if constexpr (!kFloat<Matrix>) check_range(matrix);
          using Target = std::conditional_t<kSparse<Matrix>, SparseFloatRows, FloatMatrix>;
          stored.storage_ = Target(matrix.template cast<float>());
        }
      },
      storage_);
  return stored;
}

std::vector<std::span<const std::byte>> Features::memory() const {
  return std::visit(
      []<class Matrix>(const Matrix& matrix) -> std::vector<std::span<const std::byte>> {
        if constexpr (kSparse<Matrix>) {
          return {bytes_of(matrix.valuePtr(), matrix.nonZeros()),
                  bytes_of(matrix.innerIndexPtr(), matrix.nonZeros()),
                  bytes_of(matrix.outerIndexPtr(), matrix.outerSize() + 1)};
        } else {
          return {bytes_of(matrix.data(), matrix.size())};
        }
      },
      storage_);
}

std::size_t Features::bytes() const {
  std::size_t sum = 0;
  for (const auto& part : memory()) sum += part.size();
  return sum;
}

}  // namespace ravine
