#include "ravine/data/row_products.h"

#include <algorithm>
#include <array>

#include "ravine/data/lanes.h"

namespace ravine {
namespace {

// Tiles as large as the registers hold: 32 vectors with AVX-512, else 16. A multiply-add then needs
// less than one load, and more of them are in flight than one takes cycles.
constexpr bool kManyRegisters = kLanes == 8;
constexpr int kTileRows = 4;
constexpr int kTileOutputs = kManyRegisters ? 6 : 2;    // of `multiply`
constexpr int kStripOutputs = kManyRegisters ? 12 : 5;  // of `accumulate`
constexpr int kStripVectors = 2;
constexpr int kSingleRows = 8;     // of a tile with one output
constexpr int kSingleVectors = 8;  // of a strip with one output
// Of `multiply`: outputs at a time, and numbers that the first-level cache holds beside the rest.
constexpr Index kPanelOutputs = 2 * kTileOutputs;
constexpr Index kPanelNumbers = kManyRegisters ? 5632 : 3072;
constexpr int kSweepVectors = kManyRegisters ? 4 : 2;

template <class T>
inline void prefetch(const T* from) {
  __builtin_prefetch(from);
}

// R rows times C rows of W, each sum in U vectors side by side.
template <int R, int C, int U>
struct Tile {
  Lanes sums[U][R][C] = {};

  template <int V, class T>
  void add(const T* const (&x)[R], const double* weights, Index features, Index j) {
#pragma GCC unroll 8
    for (int u = 0; u < V; ++u) {
      Lanes rows[R];
#pragma GCC unroll 8
      for (int r = 0; r < R; ++r) rows[r] = load(x[r] + j + u * kLanes);
#pragma GCC unroll 16
      for (int c = 0; c < C; ++c) {
        const Lanes w = load(weights + c * features + j + u * kLanes);
#pragma GCC unroll 8
        for (int r = 0; r < R; ++r) sums[u][r][c] = fma(rows[r], w, sums[u][r][c]);
      }
    }
  }

  template <class T>
  void add_part(const T* const (&x)[R], const double* weights, Index features, Index j) {
#pragma GCC unroll 16
    for (int c = 0; c < C; ++c) {
      const Lanes w = load_part(weights + c * features + j, features - j);
#pragma GCC unroll 8
      for (int r = 0; r < R; ++r) {
        sums[0][r][c] = fma(load_part(x[r] + j, features - j), w, sums[0][r][c]);
      }
    }
  }

  // Row r's sums to scores[r * outputs], ...
  void store_sums(double* scores, Index outputs, bool add) {
    constexpr int kGroups = (R * C + kLanes - 1) / kLanes;
    alignas(Lanes) double flat[kGroups * kLanes];
#pragma GCC unroll 16
    for (int g = 0; g < kGroups; ++g) {
      Lanes group[kLanes] = {};
#pragma GCC unroll 8
      for (int l = 0; l < kLanes; ++l) {
        const int i = g * kLanes + l;
        if (i >= R * C) continue;
#pragma GCC unroll 8
        for (int u = 0; u < U; ++u) {
          group[l] = u == 0 ? sums[0][i / C][i % C] : group[l] + sums[u][i / C][i % C];
        }
      }
      store(flat + g * kLanes, sums_of(group));
    }
    for (int r = 0; r < R; ++r) {
      for (int c = 0; c < C; ++c) {
        double& score = scores[r * outputs + c];
        score = add ? score + flat[r * C + c] : flat[r * C + c];
      }
    }
  }
};

// The columns of a panel, [begin, end).
struct Panel {
  Index begin;
  Index end;
};

// The scores of R rows and C outputs, or what a panel behind the first adds to them.
template <int R, int C, int U, class T>
void multiply_tile(const DenseRows<T>& rows, Index row, Panel panel, OutputShape shape,
                   const double* weights, double* scores) {
  const T* x[R];
  for (int r = 0; r < R; ++r) x[r] = rows[row + r];
  Tile<R, C, U> tile;
  Index j = panel.begin;
  for (; j + U * kLanes <= panel.end; j += U * kLanes) {
    tile.template add<U>(x, weights, shape.features, j);
  }
  for (; j + kLanes <= panel.end; j += kLanes) tile.template add<1>(x, weights, shape.features, j);
  if (j < panel.end) tile.add_part(x, weights, shape.features, j);
  tile.store_sums(scores + row * shape.outputs, shape.outputs, panel.begin > 0);
}

template <int C, class T>
void multiply_single_rows(const DenseRows<T>& rows, Index row, Panel panel, OutputShape shape,
                          const double* weights, double* scores) {
  for (; row < rows.count; ++row) {
    multiply_tile<1, C, C == 1 ? 4 : 1>(rows, row, panel, shape, weights, scores);
  }
}

// Rows in an order of the caller's are not foreseen by the machine.
template <class T>
void prefetch_rows(const DenseRows<T>& rows, Index begin, Index end, Index features) {
  if (rows.order == nullptr) return;
  constexpr Index kLine = 64 / sizeof(T);
  for (Index i = begin; i < std::min(end, rows.count); ++i) {
    for (Index j = 0; j < features; j += kLine) prefetch(rows[i] + j);
  }
}

template <class T>
void multiply_single_output(const DenseRows<T>& rows, OutputShape shape, const double* weights,
                            double* scores) {
  const Panel all{0, shape.features};
  Index row = 0;
  prefetch_rows(rows, 0, 1, shape.features);
  for (; row + kSingleRows <= rows.count; row += kSingleRows) {
    multiply_tile<kSingleRows, 1, 1>(rows, row, all, shape, weights, scores);
  }
  multiply_single_rows<1>(rows, row, all, shape, weights, scores);
}

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

// Calls `call.operator()<C>(c)` for groups of at most `kMost` outputs, all but equal in size.
template <int kMost, class Call>
void for_groups(Index outputs, Call&& call) {
  const Index groups = (outputs + kMost - 1) / kMost;
  for (Index group = 0; group < groups; ++group) {
    const Index first = group * outputs / groups;
    const Index size = (group + 1) * outputs / groups - first;
    const auto dispatch = [&]<int... c>(std::integer_sequence<int, c...>) {
      (void)((size == c + 1 && (call.template operator()<c + 1>(first), true)) || ...);
    };
    dispatch(std::make_integer_sequence<int, kMost>());
  }
}

template <class T>
void accumulate_columns(const DenseRows<T>& rows, const DenseRows<T>& next, Index j, int vectors,
                        OutputShape shape, const double* factors, double* sum) {
  const DenseRows<T> none{nullptr, 0, 0, nullptr, 0};
  for_groups<kStripOutputs>(shape.outputs, [&]<int C>(Index c) {
    const double* const f = factors + c;
    double* const g = sum + c * shape.features;
    const DenseRows<T>& ahead = c == 0 ? next : none;
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

// The columns [j, j + V * kLanes) of a sweep. A row's address is loaded once for V vectors of it:
// there are more rows than registers for addresses.
template <int V, int R, class T>
void sweep_columns(const T* const (&old)[R], const T* const (&x)[R], Index j, const double* weights,
                   const Lanes (&factor)[R], Lanes (&sums)[R], double* sum) {
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

// Four sums side by side, so that no addition waits for the one before.
template <class T>
double sparse_dot(const T* values, const int* columns, int begin, int end, const double* weights) {
  std::array<double, 4> sums{};
  int k = begin;
  for (; k + 4 <= end; k += 4) {
    for (int s = 0; s < 4; ++s) {
      double& sum = sums[static_cast<std::size_t>(s)];
      sum = fma(static_cast<double>(values[k + s]), weights[columns[k + s]], sum);
    }
  }
  for (; k < end; ++k) sums[0] = fma(static_cast<double>(values[k]), weights[columns[k]], sums[0]);
  return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

template <class T>
void prefetch_row(const CompressedRows<T>& rows, Index i) {
  const int end = rows.starts[rows.row(i) + 1];
  for (int k = rows.starts[rows.row(i)]; k < end; k += 8) {
    prefetch(rows.values + k);
    prefetch(rows.columns + k);
  }
}

}  // namespace

template <class T>
void multiply(const DenseRows<T>& rows, OutputShape shape, const double* weights, double* scores) {
  if (shape.outputs == 1) return multiply_single_output(rows, shape, weights, scores);
  const Index blocks = (shape.outputs + kPanelOutputs - 1) / kPanelOutputs;
  for (Index block = 0; block < blocks; ++block) {
    const Index first = block * shape.outputs / blocks;
    const Index outputs = (block + 1) * shape.outputs / blocks - first;
    // Panels of whole vectors whose weights stay in the first-level cache beside a tile's rows.
    const Index most = kPanelNumbers / (outputs + kTileRows) / kLanes * kLanes;
    const Index panels = (shape.features + most - 1) / most;
    const Index width = ((shape.features + panels - 1) / panels + kLanes - 1) / kLanes * kLanes;
    for (Index begin = 0; begin < shape.features; begin += width) {
      const Panel panel{begin, std::min(shape.features, begin + width)};
      Index row = 0;
      for (; row < rows.count; row += kTileRows) {
        for_groups<kTileOutputs>(outputs, [&]<int C>(Index c) {
          const double* const w = weights + (first + c) * shape.features;
          if (row + kTileRows <= rows.count) {
            multiply_tile<kTileRows, C, 1>(rows, row, panel, shape, w, scores + first + c);
          } else {
            multiply_single_rows<C>(rows, row, panel, shape, w, scores + first + c);
          }
        });
      }
    }
  }
}

template <class T>
void accumulate(const DenseRows<T>& rows, OutputShape shape, const double* factors, double* sum,
                const DenseRows<T>& next) {
  const int most = shape.outputs == 1 ? kSingleVectors : kStripVectors;
  for (Index j = 0; j < shape.features;) {
    const auto vectors = static_cast<int>(std::min<Index>(most, (shape.features - j) / kLanes));
    accumulate_columns(rows, next, j, vectors, shape, factors, sum);
    j += std::max(vectors, 1) * kLanes;
  }
}

template <class T>
void accumulate_and_multiply(const DenseRows<T>& last, Index features, const double* factors,
                             double* sum, const DenseRows<T>& next, const double* weights,
                             double* scores) {
  const Index both = std::min(last.count, next.count) / kSingleRows * kSingleRows;
  for (Index i = 0; i < both; i += kSingleRows) {
    sweep_tile(last, next, i, features, factors, sum, weights, scores);
  }
  const DenseRows<T> none{nullptr, 0, 0, nullptr, 0};
  if (both < last.count) accumulate(last.from(both), {1, features}, factors + both, sum, none);
  if (both < next.count) multiply(next.from(both), {1, features}, weights, scores + both);
}

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
    if (i < next.count) prefetch_row(next, i);
    const int begin = rows.starts[rows.row(i)];
    const int end = rows.starts[rows.row(i) + 1];
    for (Index c = 0; c < shape.outputs; ++c) {
      const double factor = factors[i * shape.outputs + c];
      double* const g = sum + c * shape.features;
      for (int k = begin; k < end; ++k) {
        double& entry = g[rows.columns[k]];
        entry = fma(static_cast<double>(rows.values[k]), factor, entry);
      }
    }
  }
}

template void multiply(const DenseRows<double>&, OutputShape, const double*, double*);
template void multiply(const DenseRows<float>&, OutputShape, const double*, double*);
template void multiply(const CompressedRows<double>&, OutputShape, const double*, double*);
template void multiply(const CompressedRows<float>&, OutputShape, const double*, double*);
template void accumulate(const DenseRows<double>&, OutputShape, const double*, double*,
                         const DenseRows<double>&);
template void accumulate(const DenseRows<float>&, OutputShape, const double*, double*,
                         const DenseRows<float>&);
template void accumulate(const CompressedRows<double>&, OutputShape, const double*, double*,
                         const CompressedRows<double>&);
template void accumulate(const CompressedRows<float>&, OutputShape, const double*, double*,
                         const CompressedRows<float>&);
template void accumulate_and_multiply(const DenseRows<double>&, Index, const double*, double*,
                                      const DenseRows<double>&, const double*, double*);
template void accumulate_and_multiply(const DenseRows<float>&, Index, const double*, double*,
                                      const DenseRows<float>&, const double*, double*);

}  // namespace ravine
