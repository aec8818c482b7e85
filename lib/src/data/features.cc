#include "ravine/features.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <optional>
#include <stdexcept>
#include <type_traits>

#include "data/rows_file.h"

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

// Some rows of a matrix in a file. The starts of sparse ones count from their first entry.
template <class Maps>
struct Window {
  std::vector<int> starts;
  std::unique_ptr<const MappedBytes> columns;
  std::unique_ptr<const MappedBytes> values;
  std::optional<Maps> maps;
};

std::vector<int> starts_of(const RowsFile& file, Index begin, Index end) {
  std::vector<int> starts(static_cast<std::size_t>(end - begin) + 1);
  file.read(file.layout().starts + sizeof(int) * static_cast<std::uint64_t>(begin),
            std::as_writable_bytes(std::span(starts)));
  return starts;
}

}  // namespace

Features::Features(SparseRows&& sparse) : storage_(SparseRows()) {
  auto& own = std::get<SparseRows>(storage_);
  own.swap(sparse);
  own.makeCompressed();
}

Features::Features(std::shared_ptr<const RowsFile> file)
    : storage_(RowMatrix()), file_(std::move(file)) {}

Index Features::rows() const {
  if (in_file()) return file_->layout().rows;
  return visit([](const auto& matrix) { return matrix.rows(); });
}

Index Features::cols() const {
  if (in_file()) return file_->layout().cols;
  return visit([](const auto& matrix) { return matrix.cols(); });
}

bool Features::sparse() const {
  if (in_file()) return file_->layout().sparse;
  return visit([]<class Matrix>(const Matrix&) { return kSparse<Matrix>; });
}

Precision Features::precision() const {
  if (in_file()) return file_->layout().precision;
  return visit([]<class Matrix>(const Matrix&) {
    return kFloat<Matrix> ? Precision::kFloat : Precision::kDouble;
  });
}

Index Features::entries() const {
  if (in_file()) return file_->layout().entries;
  return visit([](const auto& matrix) { return matrix.nonZeros(); });
}

template <class T>
Features Features::dense_window(Index begin, Index end) const {
  const RowsLayout& layout = file_->layout();
  const std::uint64_t row = sizeof(T) * static_cast<std::uint64_t>(layout.cols);
  const auto part = std::make_shared<Window<Maps>>();
  part->values = file_->map(layout.values + row * static_cast<std::uint64_t>(begin),
                            row * static_cast<std::uint64_t>(end - begin));
  using Matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  part->maps.emplace(
      Eigen::Map<const Matrix>(part->values->template as<T>(), end - begin, layout.cols));
  Features window;
  window.window_ = {part, &*part->maps};
  return window;
}

template <class T>
Features Features::sparse_window(Index begin, Index end) const {
  const RowsLayout& layout = file_->layout();
  const auto part = std::make_shared<Window<Maps>>();
  part->starts = starts_of(*file_, begin, end);
  const auto first = static_cast<std::uint64_t>(part->starts.front());
  for (int& start : part->starts) start -= static_cast<int>(first);
  const auto entries = static_cast<std::uint64_t>(part->starts.back());
  part->columns = file_->map(layout.columns + sizeof(int) * first, sizeof(int) * entries);
  part->values = file_->map(layout.values + sizeof(T) * first, sizeof(T) * entries);
  part->maps.emplace(Eigen::Map<const Eigen::SparseMatrix<T, Eigen::RowMajor>>(
      end - begin, layout.cols, static_cast<Index>(entries), part->starts.data(),
      part->columns->template as<int>(), part->values->template as<T>()));
  Features window;
  window.window_ = {part, &*part->maps};
  return window;
}

Features Features::window(Index begin, Index end) const {
  const bool floats = precision() == Precision::kFloat;
  if (sparse()) {
    return floats ? sparse_window<float>(begin, end) : sparse_window<double>(begin, end);
  }
  return floats ? dense_window<float>(begin, end) : dense_window<double>(begin, end);
}

template <class T>
Features Features::dense_gathered(std::span<const Index> rows) const {
  const RowsLayout& layout = file_->layout();
  const auto numbers = static_cast<std::size_t>(layout.cols);
  Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> matrix(std::ssize(rows),
                                                                           layout.cols);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    file_->read(layout.values + sizeof(T) * numbers * static_cast<std::uint64_t>(rows[i]),
                std::as_writable_bytes(std::span(matrix.data() + i * numbers, numbers)));
  }
  Features gathered;
  gathered.storage_ = std::move(matrix);
  return gathered;
}

template <class T>
Features Features::sparse_gathered(std::span<const Index> rows) const {
  const RowsLayout& layout = file_->layout();
  std::vector<std::vector<int>> starts;
  Index entries = 0;
  for (const Index row : rows) {
    starts.push_back(starts_of(*file_, row, row + 1));
    entries += starts.back()[1] - starts.back()[0];
  }
  Eigen::SparseMatrix<T, Eigen::RowMajor> matrix(std::ssize(rows), layout.cols);
  matrix.resizeNonZeros(entries);
  int at = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto first = static_cast<std::uint64_t>(starts[i][0]);
    const auto count = static_cast<std::size_t>(starts[i][1] - starts[i][0]);
    matrix.outerIndexPtr()[i] = at;
    file_->read(layout.columns + sizeof(int) * first,
                std::as_writable_bytes(std::span(matrix.innerIndexPtr() + at, count)));
    file_->read(layout.values + sizeof(T) * first,
                std::as_writable_bytes(std::span(matrix.valuePtr() + at, count)));
    at += static_cast<int>(count);
  }
  matrix.outerIndexPtr()[rows.size()] = at;
  Features gathered;
  gathered.storage_.emplace<Eigen::SparseMatrix<T, Eigen::RowMajor>>().swap(matrix);
  return gathered;
}

Features Features::gathered(std::span<const Index> rows) const {
  const bool floats = precision() == Precision::kFloat;
  if (sparse()) return floats ? sparse_gathered<float>(rows) : sparse_gathered<double>(rows);
  return floats ? dense_gathered<float>(rows) : dense_gathered<double>(rows);
}

Features Features::stored_as(Precision precision) const {
  if (in_file()) throw std::logic_error("expected features in memory, got features in a file");
  Features stored;
  visit([&]<class Matrix>(const Matrix& matrix) {
    if (precision == Precision::kDouble) {
      using Target = std::conditional_t<kSparse<Matrix>, SparseRows, RowMatrix>;
      stored.storage_ = Target(matrix.template cast<double>());
    } else {
      if constexpr (!kFloat<Matrix>) check_range(matrix);
      using Target = std::conditional_t<kSparse<Matrix>, SparseFloatRows, FloatMatrix>;
      stored.storage_ = Target(matrix.template cast<float>());
    }
  });
  return stored;
}

std::vector<std::span<const std::byte>> Features::memory() const {
  return visit([]<class Matrix>(const Matrix& matrix) -> std::vector<std::span<const std::byte>> {
    if constexpr (kSparse<Matrix>) {
      return {bytes_of(matrix.valuePtr(), matrix.nonZeros()),
              bytes_of(matrix.innerIndexPtr(), matrix.nonZeros()),
              bytes_of(matrix.outerIndexPtr(), matrix.outerSize() + 1)};
    } else {
      return {bytes_of(matrix.data(), matrix.size())};
    }
  });
}

std::size_t Features::bytes() const {
  const std::size_t number = precision() == Precision::kFloat ? sizeof(float) : sizeof(double);
  const auto numbers = static_cast<std::size_t>(entries());
  if (!sparse()) return numbers * number;
  return numbers * (number + sizeof(int)) + (static_cast<std::size_t>(rows()) + 1) * sizeof(int);
}

}  // namespace ravine
