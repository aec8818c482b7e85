// scores = rows * W' of dense rows.
#include <algorithm>
#include <type_traits>

#include "kernel/lane_columns.h"
#include "kernel/register_tile.h"
#include "kernel/row_products.h"
#include "kernel/rows_ahead.h"

namespace ravine {
namespace {

constexpr Index kPanelOutputs = 2 * kTileOutputs;

// The columns of a panel, [begin, end).
struct Panel {
  Index begin;
  Index end;
};

// The scores of R rows and C outputs, or what a panel behind the first adds to them. Calls `beside`
// before each step along the columns.
template <int R, int C, int U, class T, class Weights, class Beside>
void multiply_tile(const DenseRows<T>& rows, Index row, Panel panel, OutputShape shape,
                   const Weights& weights, double* scores, Beside&& beside) {
  const T* x[R];
  for (int r = 0; r < R; ++r) x[r] = rows[row + r];
  Tile<R, C, U> tile;
  Index j = panel.begin;
  for (; j + U * kLanes <= panel.end; j += U * kLanes) {
    beside();
    tile.template add<U>(x, weights, j);
  }
  for (; j + kLanes <= panel.end; j += kLanes) tile.template add<1>(x, weights, j);
  if (j < panel.end) tile.add_part(x, weights, j, panel.end - j);
  tile.store_sums(scores + row * shape.outputs, shape.outputs, panel.begin > 0);
}

// Asks for a tile's share of the rows ahead, or for half of it, where `kAsk`.
template <bool kAsk, int R, int C, int U, class T, class Weights>
void multiply_tile_and_ask(const DenseRows<T>& rows, Index row, Panel panel, OutputShape shape,
                           const Weights& weights, double* scores, DenseAhead<T>& ahead,
                           bool half_share) {
  if constexpr (!kAsk) {
    multiply_tile<R, C, U>(rows, row, panel, shape, weights, scores, [] {});
  } else {
    constexpr std::size_t kBytes = R * U * kLanes * sizeof(T);
    LinesAhead lines = ahead.take();
    multiply_tile<R, C, U>(rows, row, panel, shape, weights, scores, [&] {
      if (half_share) {
        lines.beside<kBytes / 2>();
      } else {
        lines.beside<kBytes>();
      }
    });
    ahead.give_back(lines);
  }
}

template <bool kAsk, int C, class T, class Weights>
void multiply_single_rows(const DenseRows<T>& rows, Index row, Panel panel, OutputShape shape,
                          const Weights& weights, double* scores, DenseAhead<T>& ahead,
                          bool half_share) {
  for (; row < rows.count; ++row) {
    multiply_tile_and_ask<kAsk, 1, C, C == 1 ? 4 : 1>(rows, row, panel, shape, weights, scores,
                                                      ahead, half_share);
  }
}

// Flattened, since a call for each tile is a tenth of a small problem's time.
template <bool kAsk, class T>
[[gnu::flatten]] void multiply_single_output(const DenseRows<T>& rows, OutputShape shape,
                                             const double* weights, double* scores,
                                             DenseAhead<T>& ahead) {
  const Panel all{0, shape.features};
  const OutputPart<WeightOrder::kByOutput, const double> w(shape, weights, 0);
  Index row = 0;
  for (; row + kSingleRows <= rows.count; row += kSingleRows) {
    multiply_tile_and_ask<kAsk, kSingleRows, 1, 1>(rows, row, all, shape, w, scores, ahead, false);
  }
  multiply_single_rows<kAsk, 1>(rows, row, all, shape, w, scores, ahead, false);
}

// The columns of `count` <= kLanes rows of F features from row i on, and zeros in the lanes behind
// them.
template <int F, class T>
void load_narrow(const DenseRows<T>& rows, Index i, Index count, Lanes (&columns)[F]) {
  if constexpr (std::is_same_v<T, double>) {
    if (rows.order == nullptr && rows.stride == F && count == kLanes) {
      return load_columns<F>(rows[i], columns);
    }
  }
  double together[kLanes * F] = {};
  for (Index l = 0; l < count; ++l) {
    for (Index j = 0; j < F; ++j) together[l * F + j] = static_cast<double>(rows[i + l][j]);
  }
  load_columns<F>(together, columns);
}

// Rows of no more than a vector's columns, kLanes of them side by side: a row's sums across a
// vector would take longer than its products.
template <int F, class T>
void multiply_narrow(const DenseRows<T>& rows, Index outputs, const double* weights,
                     double* scores) {
  constexpr Index kMostOutputs = 4;  // at a time
  for (Index i = 0; i < rows.count; i += kLanes) {
    const Index count = std::min<Index>(kLanes, rows.count - i);
    Lanes x[F];
    load_narrow(rows, i, count, x);
    const auto sum = [&](Index c) {
      Lanes sum{};
#pragma GCC unroll 8
      for (int j = 0; j < F; ++j) sum = fma(x[j], broadcast(weights[c * F + j]), sum);
      return sum;
    };
    double* const to = scores + i * outputs;
    if (outputs <= kMostOutputs && count == kLanes) {
      Lanes sums[kMostOutputs];
      for (Index c = 0; c < outputs; ++c) sums[c] = sum(c);
      store_columns(to, outputs, sums);
    } else {
      for (Index c = 0; c < outputs; ++c) {
        const Lanes of_c = sum(c);
        for (Index l = 0; l < count; ++l) to[l * outputs + c] = of_c[l];
      }
    }
  }
}

template <WeightOrder kOrder, class T>
void multiply_wide(const DenseRows<T>& rows, OutputShape shape, const double* weights,
                   double* scores, const DenseRows<T>& next) {
  DenseAhead<T> ahead(next, rows.count, shape.features, AskedBy::kMultiply);
  const Index blocks = (shape.outputs + kPanelOutputs - 1) / kPanelOutputs;
  for (Index block = 0; block < blocks; ++block) {
    const Index first = block * shape.outputs / blocks;
    const Index outputs = (block + 1) * shape.outputs / blocks - first;
    const Groups<kTileOutputs> groups(outputs);
    // Panels of whole vectors whose weights stay in the first-level cache beside a tile's rows.
    const Index most = kPanelNumbers / (outputs + kTileRows) / kLanes * kLanes;
    const Index panels = (shape.features + most - 1) / most;
    const Index width = ((shape.features + panels - 1) / panels + kLanes - 1) / kLanes * kLanes;
    for (Index begin = 0; begin < shape.features; begin += width) {
      const Panel panel{begin, std::min(shape.features, begin + width)};
      for (Index row = 0; row < rows.count; row += kTileRows) {
        groups.for_each([&]<int C>(Index c) {
          const OutputPart<kOrder, const double> w(shape, weights, first + c);
          double* const to = scores + first + c;
          const bool half_share = groups.count() == 2;
          if (row + kTileRows > rows.count) {
            multiply_single_rows<true, C>(rows, row, panel, shape, w, to, ahead, half_share);
          } else if (block == 0) {
            multiply_tile_and_ask<true, kTileRows, C, 1>(rows, row, panel, shape, w, to, ahead,
                                                         half_share);
          } else {
            multiply_tile_and_ask<false, kTileRows, C, 1>(rows, row, panel, shape, w, to, ahead,
                                                          half_share);
          }
        });
      }
    }
  }
}

}  // namespace

template <class T>
void multiply(const DenseRows<T>& rows, OutputShape shape, const double* weights, double* scores,
              const DenseRows<T>& next) {
  if (narrow(shape.features)) {
    with_constant<kLanes>(
        shape.features, [&]<int F>() { multiply_narrow<F>(rows, shape.outputs, weights, scores); });
    return;
  }
  if (shape.outputs == 1) {
    DenseAhead<T> ahead(next, rows.count, shape.features, AskedBy::kMultiply);
    return ahead.empty() ? multiply_single_output<false>(rows, shape, weights, scores, ahead)
                         : multiply_single_output<true>(rows, shape, weights, scores, ahead);
  }
  in_order(shape.order, [&]<WeightOrder kOrder>() {
    multiply_wide<kOrder>(rows, shape, weights, scores, next);
  });
}

template void multiply(const DenseRows<double>&, OutputShape, const double*, double*,
                       const DenseRows<double>&);
template void multiply(const DenseRows<float>&, OutputShape, const double*, double*,
                       const DenseRows<float>&);

}  // namespace ravine
