// G += factors' * rows of dense rows.
#include <algorithm>

#include "ravine/data/register_tile.h"
#include "ravine/data/row_products.h"

namespace ravine {
namespace {

constexpr int kStripOutputs = kManyRegisters ? 12 : 5;
constexpr int kStripVectors = 2;
constexpr int kSingleVectors = 8;  // of a strip with one output

// C outputs' strip of U vectors of columns: G stays in registers while all rows go by. Beside each
// row the same strip of one of `next` is asked for; in a burst they would wait for each other.
template <int C, int U, class T>
void accumulate_strip(const DenseRows<T>& rows, const DenseRows<T>& next, Index j,
                      OutputShape shape, const double* factors, double* sum) {
  constexpr Index kLine = 64 / sizeof(T);
  Lanes g[C][U];
#pragma GCC unroll 16
  for (int c = 0; c < C; ++c) {
#pragma GCC unroll 8
    for (int u = 0; u < U; ++u) g[c][u] = load(sum + c * shape.features + j + u * kLanes);
  }
  for (Index i = 0; i < rows.count; ++i) {
    const T* const row = rows[i] + j;
    if (i < next.count) {
      for (Index k = 0; k < U * kLanes; k += kLine) prefetch(next[i] + j + k);
    }
    Lanes x[U];
#pragma GCC unroll 8
    for (int u = 0; u < U; ++u) x[u] = load(row + u * kLanes);
#pragma GCC unroll 16
    for (int c = 0; c < C; ++c) {
      const Lanes factor = broadcast(factors[i * shape.outputs + c]);
#pragma GCC unroll 8
      for (int u = 0; u < U; ++u) g[c][u] = fma(x[u], factor, g[c][u]);
    }
  }
#pragma GCC unroll 16
  for (int c = 0; c < C; ++c) {
#pragma GCC unroll 8
    for (int u = 0; u < U; ++u) store(sum + c * shape.features + j + u * kLanes, g[c][u]);
  }
}

// The columns behind the last whole vector.
template <int C, class T>
void accumulate_part(const DenseRows<T>& rows, Index j, OutputShape shape, const double* factors,
                     double* sum) {
  const Index left = shape.features - j;
  Lanes g[C];
#pragma GCC unroll 16
  for (int c = 0; c < C; ++c) g[c] = load_part(sum + c * shape.features + j, left);
  for (Index i = 0; i < rows.count; ++i) {
    const Lanes x = load_part(rows[i] + j, left);
#pragma GCC unroll 16
    for (int c = 0; c < C; ++c) {
      g[c] = fma(x, broadcast(factors[i * shape.outputs + c]), g[c]);
    }
  }
#pragma GCC unroll 16
  for (int c = 0; c < C; ++c) store_part(sum + c * shape.features + j, g[c], left);
}

template <class T>
void accumulate_columns(const DenseRows<T>& rows, const DenseRows<T>& next, Index j, int vectors,
                        OutputShape shape, const Groups<kStripOutputs>& groups,
                        const double* factors, double* sum) {
  groups.for_each([&]<int C>(Index c) {
    const double* const f = factors + c;
    double* const g = sum + c * shape.features;
    const DenseRows<T> ahead = c == 0 ? next : next.first_rows(0);
    constexpr int kVectors = C == 1 ? kSingleVectors : kStripVectors;
    if (vectors == kVectors) {
      accumulate_strip<C, kVectors>(rows, ahead, j, shape, f, g);
    } else if (vectors > 0) {
      for (int u = 0; u < vectors; ++u) {
        accumulate_strip<C, 1>(rows, ahead, j + u * kLanes, shape, f, g);
      }
    } else {
      accumulate_part<C>(rows, j, shape, f, g);
    }
  });
}

}  // namespace

template <class T>
void accumulate(const DenseRows<T>& rows, OutputShape shape, const double* factors, double* sum,
                const DenseRows<T>& next) {
  const Groups<kStripOutputs> groups(shape.outputs);
  const int most = shape.outputs == 1 ? kSingleVectors : kStripVectors;
  for (Index j = 0; j < shape.features;) {
    const auto vectors = static_cast<int>(std::min<Index>(most, (shape.features - j) / kLanes));
    accumulate_columns(rows, next, j, vectors, shape, groups, factors, sum);
    j += std::max(vectors, 1) * kLanes;
  }
}

template void accumulate(const DenseRows<double>&, OutputShape, const double*, double*,
                         const DenseRows<double>&);
template void accumulate(const DenseRows<float>&, OutputShape, const double*, double*,
                         const DenseRows<float>&);

}  // namespace ravine
