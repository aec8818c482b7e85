// G += factors' * rows of dense rows.
#include <algorithm>

#include "kernel/register_tile.h"
#include "kernel/row_products.h"
#include "kernel/rows_ahead.h"

namespace ravine {
namespace {

// C outputs' strip of U vectors of columns: G stays in registers while all rows go by.
template <int C, int U, class T, class Sum>
void accumulate_strip(const DenseRows<T>& rows, DenseAhead<T>* ahead, Index j,
                      const OutputShape& shape, const double* factors, const Sum& sum) {
  Lanes g[C][U];
#pragma GCC unroll 16
  for (int c = 0; c < C; ++c) {
#pragma GCC unroll 8
    for (int u = 0; u < U; ++u) g[c][u] = load(sum.vector(j + u * kLanes, c));
  }
  LinesAhead lines = ahead == nullptr ? LinesAhead() : ahead->take();
  for (Index i = 0; i < rows.count; ++i) {
    const T* const row = rows[i] + j;
    lines.beside<U * kLanes * sizeof(T)>();
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
  if (ahead != nullptr) ahead->give_back(lines);
#pragma GCC unroll 16
  for (int c = 0; c < C; ++c) {
#pragma GCC unroll 8
    for (int u = 0; u < U; ++u) store(sum.vector(j + u * kLanes, c), g[c][u]);
  }
}

// The columns behind the last whole vector.
template <int C, class T, class Sum>
void accumulate_part(const DenseRows<T>& rows, Index j, const OutputShape& shape,
                     const double* factors, const Sum& sum) {
  const Index left = shape.features - j;
  Lanes g[C];
#pragma GCC unroll 16
  for (int c = 0; c < C; ++c) g[c] = load_part(sum.rest(j, c), left);
  for (Index i = 0; i < rows.count; ++i) {
    const Lanes x = load_part(rows[i] + j, left);
#pragma GCC unroll 16
    for (int c = 0; c < C; ++c) {
      g[c] = fma(x, broadcast(factors[i * shape.outputs + c]), g[c]);
    }
  }
#pragma GCC unroll 16
  for (int c = 0; c < C; ++c) store_part(sum.rest(j, c), g[c], left);
}

// The columns [begin, end) of C outputs.
template <int C, class T, class Sum>
void accumulate_group(const DenseRows<T>& rows, DenseAhead<T>* ahead, Index begin, Index end,
                      const OutputShape& shape, const double* factors, const Sum& sum) {
  constexpr int kVectors = C == 1 ? kSingleVectors : C <= kFewOutputs ? kFewVectors : kStripVectors;
  Index j = begin;
  for (; j + kVectors * kLanes <= end; j += kVectors * kLanes) {
    accumulate_strip<C, kVectors>(rows, ahead, j, shape, factors, sum);
  }
  for (; j + kStripVectors * kLanes <= end; j += kStripVectors * kLanes) {
    accumulate_strip<C, kStripVectors>(rows, ahead, j, shape, factors, sum);
  }
  for (; j + kLanes <= end; j += kLanes) {
    accumulate_strip<C, 1>(rows, ahead, j, shape, factors, sum);
  }
  if (j < end) accumulate_part<C>(rows, j, shape, factors, sum);
}

// Several groups of outputs take a strip of the rows in turn, which the first-level cache holds.
template <WeightOrder kOrder, class T>
void accumulate_in(const DenseRows<T>& rows, const OutputShape& shape, const double* factors,
                   double* sum, const DenseRows<T>& next) {
  DenseAhead<T> ahead(next, rows.count, shape.features, AskedBy::kAccumulate);
  const Groups<kStripOutputs> groups(shape.outputs);
  const Index width = groups.count() == 1 ? shape.features : kStripVectors * kLanes;
  for (Index begin = 0; begin < shape.features; begin += width) {
    const Index end = std::min(shape.features, begin + width);
    groups.for_each([&]<int C>(Index c) {
      const OutputPart<kOrder, double> g(shape, sum, c);
      accumulate_group<C>(rows, c == 0 ? &ahead : nullptr, begin, end, shape, factors + c, g);
    });
  }
}

// One row and one output, as in stochastic gradient descent: no number of G is used twice.
template <class T>
void accumulate_row(const T* row, Index features, double factor, double* sum, DenseAhead<T> ahead) {
  constexpr int kVectors = 4;
  constexpr Index kWidth = kVectors * kLanes;
  const Lanes factors = broadcast(factor);
  const auto add = [&](Index j) { store(sum + j, fma(load(row + j), factors, load(sum + j))); };
  LinesAhead lines = ahead.take();
  Index j = 0;
  for (; j + kWidth <= features; j += kWidth) {
    lines.beside<kWidth * sizeof(T)>();
#pragma GCC unroll 4
    for (int u = 0; u < kVectors; ++u) add(j + u * kLanes);
  }
  for (; j + kLanes <= features; j += kLanes) add(j);
  if (j == features) return;
  const Index left = features - j;
  store_part(sum + j, fma(load_part(row + j, left), factors, load_part(sum + j, left)), left);
}

}  // namespace

template <class T>
void accumulate(const DenseRows<T>& rows, OutputShape shape, const double* factors, double* sum,
                const DenseRows<T>& next) {
  if (rows.count == 1 && shape.outputs == 1) {
    return accumulate_row(rows[0], shape.features, factors[0], sum,
                          DenseAhead<T>(next, 1, shape.features, AskedBy::kAccumulate));
  }
  in_order(shape.order,
           [&]<WeightOrder kOrder>() { accumulate_in<kOrder>(rows, shape, factors, sum, next); });
}

template void accumulate(const DenseRows<double>&, OutputShape, const double*, double*,
                         const DenseRows<double>&);
template void accumulate(const DenseRows<float>&, OutputShape, const double*, double*,
                         const DenseRows<float>&);

}  // namespace ravine
