// The products of compressed sparse rows.
#include <algorithm>

#include "ravine/data/register_tile.h"
#include "ravine/data/row_products.h"

namespace ravine {
namespace {

constexpr Index kRowsAhead = 8;  // rows from the one read to the one asked for

// Eight sums side by side whatever the width of a vector, so that no addition waits for the one
// before and the bits are those of any machine with fused operations.
template <class T>
double sparse_dot(const T* values, const int* columns, int begin, int end, const double* weights) {
  constexpr int kSums = 8;
  Lanes sums[kSums / kLanes] = {};
  int k = begin;
  for (; k + kSums <= end; k += kSums) {
#pragma GCC unroll 4
    for (int s = 0; s < kSums / kLanes; ++s) {
      const int at = k + s * kLanes;
      sums[s] = fma(load(values + at), gather(weights, columns + at), sums[s]);
    }
  }
  double flat[kSums];
  for (int s = 0; s < kSums / kLanes; ++s) store(flat + s * kLanes, sums[s]);
  for (int s = 0; k < end; ++k, ++s) {
    flat[s] = fma(static_cast<double>(values[k]), weights[columns[k]], flat[s]);
  }
  return ((flat[0] + flat[1]) + (flat[2] + flat[3])) + ((flat[4] + flat[5]) + (flat[6] + flat[7]));
}

template <class T>
void sparse_add(const T* values, const int* columns, int begin, int end, double factor,
                double* sum) {
  for (int k = begin; k < end; ++k) {
    double& entry = sum[columns[k]];
    entry = fma(static_cast<double>(values[k]), factor, entry);
  }
}

}  // namespace

template <class T>
void multiply(const CompressedRows<T>& rows, OutputShape shape, const double* weights,
              double* scores) {
  for (Index i = 0; i < rows.count; ++i) {
    const int begin = rows.starts[rows.row(i)];
    const int end = rows.starts[rows.row(i) + 1];
    for (Index c = 0; c < shape.outputs; ++c) {
      scores[i * shape.outputs + c] =
          sparse_dot(rows.values, rows.columns, begin, end, weights + c * shape.features);
    }
  }
}

template <class T>
void accumulate(const CompressedRows<T>& rows, OutputShape shape, const double* factors,
                double* sum, const CompressedRows<T>& next) {
  for (Index i = 0; i < rows.count; ++i) {
    if (i < next.count) prefetch_rows(next.only(i), shape.features);
    const int begin = rows.starts[rows.row(i)];
    const int end = rows.starts[rows.row(i) + 1];
    for (Index c = 0; c < shape.outputs; ++c) {
      sparse_add(rows.values, rows.columns, begin, end, factors[i * shape.outputs + c],
                 sum + c * shape.features);
    }
  }
}

template <class T>
void accumulate_and_multiply(const CompressedRows<T>& last, Index features, const double* factors,
                             double* sum, const CompressedRows<T>& next, const double* weights,
                             double* scores) {
  for (Index i = 0; i < std::max(last.count, next.count); ++i) {
    if (i < last.count) {
      const Index row = last.row(i);
      sparse_add(last.values, last.columns, last.starts[row], last.starts[row + 1], factors[i],
                 sum);
    }
    if (i < next.count) {
      if (i + kRowsAhead < next.count) prefetch_rows(next.only(i + kRowsAhead), features);
      const Index row = next.row(i);
      scores[i] =
          sparse_dot(next.values, next.columns, next.starts[row], next.starts[row + 1], weights);
    }
  }
}

template void multiply(const CompressedRows<double>&, OutputShape, const double*, double*);
template void multiply(const CompressedRows<float>&, OutputShape, const double*, double*);
template void accumulate(const CompressedRows<double>&, OutputShape, const double*, double*,
                         const CompressedRows<double>&);
template void accumulate(const CompressedRows<float>&, OutputShape, const double*, double*,
                         const CompressedRows<float>&);
template void accumulate_and_multiply(const CompressedRows<double>&, Index, const double*, double*,
                                      const CompressedRows<double>&, const double*, double*);
template void accumulate_and_multiply(const CompressedRows<float>&, Index, const double*, double*,
                                      const CompressedRows<float>&, const double*, double*);

}  // namespace ravine
