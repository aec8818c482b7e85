// Both products of dense rows with a single output, in one sweep.
#include <algorithm>
#include <array>

#include "kernel/register_tile.h"
#include "kernel/row_products.h"
#include "kernel/rows_ahead.h"

namespace ravine {
namespace {

template <class T>
using Group = std::array<const T*, kSingleRows>;

// The rows from i on of `rows` and then of `behind`; where these end, the last one.
template <class T>
Group<T> group_at(const DenseRows<T>& rows, const DenseRows<T>& behind, Index i) {
  Group<T> group;
  for (const T*& row : group) {
    if (i < rows.count) {
      row = rows[i];
    } else {
      row = i - rows.count < behind.count ? behind[i - rows.count] : rows[rows.count - 1];
    }
    ++i;
  }
  return group;
}

// The columns [j, j + V * kLanes) of a sweep. A row's address is loaded once for V vectors of it:
// there are more rows than registers for addresses. Inlined into each of its loops, where the sums
// stay in registers.
template <int V, class T>
[[gnu::always_inline]] inline void sweep_columns(const Group<T>& old, const Group<T>& x,
                                                 const Group<T>& ahead, Index offset, Index j,
                                                 const double* weights,
                                                 const Lanes (&factor)[kSingleRows],
                                                 Lanes (&sums)[kSingleRows], double* sum) {
  constexpr int R = kSingleRows;
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
    for (Index k = 0; k < V * kLanes; k += kLineNumbers<T>) {
      ask_for_line_now(ahead[r] + offset + j + k);
    }
#pragma GCC unroll 8
    for (int v = 0; v < V; ++v) {
      sums[r] = fma(load(from + v * kLanes), w[v], sums[r]);
      g[v] = fma(load(back + v * kLanes), factor[r], g[v]);
    }
  }
#pragma GCC unroll 8
  for (int v = 0; v < V; ++v) store(sum + j + v * kLanes, g[v]);
}

// A group of rows to add up and a group to multiply; `then` is to be multiplied next. Each row is
// prefetched by kColumnsAhead, beyond its end the row that comes in its place. Of shorter rows, the
// ones behind them in memory are prefetched.
template <class T>
void sweep_groups(const Group<T>& old, const Group<T>& x, const Group<T>& then, Index features,
                  const double* factors, double* sum, const double* weights, double* scores) {
  constexpr int R = kSingleRows;
  constexpr Index kWidth = kSweepVectors * kLanes;
  Lanes factor[R];
  Lanes sums[R] = {};
  for (int r = 0; r < R; ++r) factor[r] = broadcast(factors[r]);
  const bool wide = features > kColumnsAhead;
  const Index in_row = wide ? features - kColumnsAhead : features;
  Index j = 0;
  for (; j + kWidth <= in_row; j += kWidth) {
    sweep_columns<kSweepVectors>(old, x, x, kColumnsAhead, j, weights, factor, sums, sum);
  }
  const Group<T>& ahead = wide ? then : x;
  const Index offset = wide ? -in_row : kColumnsAhead;
  for (; j + kWidth <= features; j += kWidth) {
    sweep_columns<kSweepVectors>(old, x, ahead, offset, j, weights, factor, sums, sum);
  }
  for (; j + kLanes <= features; j += kLanes) {
    sweep_columns<1>(old, x, ahead, offset, j, weights, factor, sums, sum);
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
  tile.store_sums(scores, 1, false);
}

}  // namespace

template <class T>
void accumulate_and_multiply(const DenseRows<T>& last, Index features, const double* factors,
                             double* sum, const DenseRows<T>& next, const double* weights,
                             double* scores, const DenseRows<T>& behind) {
  const Index both =
      narrow(features) ? 0 : std::min(last.count, next.count) / kSingleRows * kSingleRows;
  Group<T> x{};
  if (both > 0) x = group_at(next, behind, 0);
  for (Index i = 0; i < both; i += kSingleRows) {
    const Group<T> then = group_at(next, behind, i + kSingleRows);
    sweep_groups(group_at(last, last, i), x, then, features, factors + i, sum, weights, scores + i);
    x = then;
  }
  if (both < last.count) {
    accumulate(last.from(both), {1, features}, factors + both, sum, next.first_rows(0));
  }
  if (both < next.count) {
    multiply(next.from(both), {1, features}, weights, scores + both, behind);
  }
}

template void accumulate_and_multiply(const DenseRows<double>&, Index, const double*, double*,
                                      const DenseRows<double>&, const double*, double*,
                                      const DenseRows<double>&);
template void accumulate_and_multiply(const DenseRows<float>&, Index, const double*, double*,
                                      const DenseRows<float>&, const double*, double*,
                                      const DenseRows<float>&);

}  // namespace ravine
