#include "model/rows.h"

#include <type_traits>

#include "kernel/row_products.h"

namespace ravine {
namespace {

template <class Matrix>
constexpr bool kSparse = std::is_base_of_v<Eigen::SparseMatrixBase<Matrix>, Matrix>;

// Rows of `matrix` as the kernels take them.
template <class Matrix>
auto rows_of(const Matrix& matrix, const auto& range) {
  using T = typename Matrix::Scalar;
  if constexpr (kSparse<Matrix>) {
    return CompressedRows<T>{
        matrix.valuePtr(), matrix.innerIndexPtr(), matrix.outerIndexPtr(), range.begin, range.order,
        range.count};
  } else {
    return DenseRows<T>{matrix.data(), matrix.cols(), range.begin, range.order, range.count};
  }
}

}  // namespace

void Rows::multiply(const Eigen::Ref<const RowMatrix>& weights, Eigen::Ref<RowMatrix> scores,
                    WeightOrder order) const {
  features_->visit([&](const auto& matrix) {
    ravine::multiply(rows_of(matrix, here_), {weights.rows(), weights.cols(), order},
                     weights.data(), scores.data(), rows_of(matrix, next_));
  });
}

void Rows::accumulate(const Eigen::Ref<const RowMatrix>& factors, Eigen::Ref<RowMatrix> sum,
                      WeightOrder order) const {
  features_->visit([&](const auto& matrix) {
    ravine::accumulate(rows_of(matrix, here_), {sum.rows(), sum.cols(), order}, factors.data(),
                       sum.data(), rows_of(matrix, next_));
  });
}

void Rows::accumulate_and_multiply(const Eigen::Ref<const RowMatrix>& factors,
                                   Eigen::Ref<RowMatrix> sum, const Rows& next,
                                   const Eigen::Ref<const RowMatrix>& weights,
                                   Eigen::Ref<RowMatrix> scores, WeightOrder order) const {
  if (features_->sparse() || sum.rows() > 1) {
    accumulate(factors, sum, order);
    next.multiply(weights, scores, order);
    return;
  }
  features_->visit([&]<class Matrix>(const Matrix& matrix) {
    if constexpr (!kSparse<Matrix>) {
      ravine::accumulate_and_multiply(rows_of(matrix, here_), sum.cols(), factors.data(),
                                      sum.data(), rows_of(matrix, next.here_), weights.data(),
                                      scores.data(), rows_of(matrix, next.next_));
    }
  });
}

}  // namespace ravine
