// Both products of dense rows with a single output, in one sweep.
#include <algorithm>

#include "ravine/data/register_tile.h"
#include "ravine/data/row_products.h"
#include "ravine/data/rows_ahead.h"

namespace ravine {
namespace {

constexpr int kSweepVectors = 2;

// Rows are asked for so far ahead, and beyond their ends what lies behind them, which is the next
// row of the same run where rows come in streams. A core's prefetcher follows such requests too,
// but stops at each page.
constexpr Index kLinesAhead = 16;

// The columns [j, j + V * kLanes) of a sweep. A row's address is loaded once for V vectors of it:
// there are more rows than registers for addresses.
template <int V, int R, class T>
void sweep_columns(const T* const (&old)[R], const T* const (&x)[R], Index j, const double* weights,
                   const Lanes (&factor)[R], Lanes (&sums)[R], double* sum) {
  constexpr Index kLine = kLineBytes / sizeof(T);
  Lanes g[V];
  Lanes w[V];
#pragma GCC unroll 8
  for (int v = 0; v < V; ++v) {
    g[v] = load(sum + j + v * kLanes);
    w[v] = load(weights + j + v * kLanes);
  }
#pragma GCC unroll 8
  for (int r = 0; r < R; ++r) {
    const T* const from = x[r] + j;
    const T* const back = old[r] + j;
#pragma GCC unroll 8
    for (Index k = 0; k < V * kLanes; k += kLine) ask_for_line_now(from + k + kLinesAhead * kLine);
#pragma GCC unroll 8
    for (int v = 0; v < V; ++v) {
      sums[r] = fma(load(from + v * kLanes), w[v], sums[r]);
      g[v] = fma(load(back + v * kLanes), factor[r], g[v]);
    }
  }
#pragma GCC unroll 8
  for (int v = 0; v < V; ++v) store(sum + j + v * kLanes, g[v]);
}

// R rows of `last` and of `next` at once.
template <class T>
void sweep_tile(const DenseRows<T>& last, const DenseRows<T>& next, Index row, Index features,
                const double* factors, double* sum, const double* weights, double* scores) {
  constexpr int R = kSingleRows;
  const T* old[R];
  const T* x[R];
  Lanes factor[R];
  Lanes sums[R] = {};
  for (int r = 0; r < R; ++r) {
    old[r] = last[row + r];
    x[r] = next[row + r];
    factor[r] = broadcast(factors[row + r]);
  }
  Index j = 0;
  for (; j + kSweepVectors * kLanes <= features; j += kSweepVectors * kLanes) {
    sweep_columns<kSweepVectors>(old, x, j, weights, factor, sums, sum);
  }
  for (; j + kLanes <= features; j += kLanes) {
    sweep_columns<1>(old, x, j, weights, factor, sums, sum);
  }
  if (j < features) {
    Lanes g = load_part(sum + j, features - j);
    const Lanes w = load_part(weights + j, features - j);
    for (int r = 0; r < R; ++r) {
      sums[r] = fma(load_part(x[r] + j, features - j), w, sums[r]);
      g = fma(load_part(old[r] + j, features - j), factor[r], g);
    }
    store_part(sum + j, g, features - j);
  }
  Tile<R, 1, 1> tile;
  for (int r = 0; r < R; ++r) tile.sums[0][r][0] = sums[r];
  tile.store_sums(scores + row, 1, false);
}

}  // namespace

template <class T>
void accumulate_and_multiply(const DenseRows<T>& last, Index features, const double* factors,
                             double* sum, const DenseRows<T>& next, const double* weights,
                             double* scores) {
  const Index both =
      narrow(features) ? 0 : std::min(last.count, next.count) / kSingleRows * kSingleRows;
  for (Index i = 0; i < both; i += kSingleRows) {
    sweep_tile(last, next, i, features, factors, sum, weights, scores);
  }
  if (both < last.count) {
    accumulate(last.from(both), {1, features}, factors + both, sum, next.first_rows(0));
  }
  if (both < next.count) {
    multiply(next.from(both), {1, features}, weights, scores + both, next.first_rows(0));
  }
}

template void accumulate_and_multiply(const DenseRows<double>&, Index, const double*, double*,
                                      const DenseRows<double>&, const double*, double*);
template void accumulate_and_multiply(const DenseRows<float>&, Index, const double*, double*,
                                      const DenseRows<float>&, const double*, double*);

}  // namespace ravine
