// The products of compressed sparse rows.
#include <algorithm>
#include <array>
#include <cstdint>

#include "kernel/lanes.h"
#include "kernel/row_products.h"
#include "kernel/rows_ahead.h"

namespace ravine {
namespace {

constexpr int kVectors = kStretch / kLanes;  // of a stretch

// Eight sums side by side whatever the width of a vector, so that no addition waits for the one
// before and the bits are those of any machine with fused operations.
constexpr int kSums = 8;
struct Sums {
  Lanes lanes[kSums / kLanes] = {};
};

// Where some rows of `rows` lie.
struct Places {
  template <class T>
  Places(const CompressedRows<T>& rows, Index first)
      : count(std::min(kRowsSideBySide, rows.count - first)) {
    int shortest = rows.starts[rows.row(first) + 1] - rows.starts[rows.row(first)];
    for (Index i = 0; i < count; ++i) {
      const auto at = static_cast<std::size_t>(i);
      begin[at] = rows.starts[rows.row(first + i)];
      end[at] = rows.starts[rows.row(first + i) + 1];
      shortest = std::min(shortest, end[at] - begin[at]);
    }
    begin[static_cast<std::size_t>(count)] = begin[0] + kStretch;
    common = shortest / kStretch * kStretch;
  }

  Index count;
  int common;  // numbers in the stretches that every row has
  // Behind the last row the first one's next stretch.
  std::array<int, kRowsSideBySide + 1> begin;
  std::array<int, kRowsSideBySide> end;
};

// Calls `stretch(i, k)` for each whole stretch of row i, which begins at number k: first the
// stretches that all rows have, side by side. Then calls `rest(i, k)` once for each row, where k is
// the first number behind its whole stretches.
template <class T, class Stretch, class Rest>
void side_by_side(const CompressedRows<T>& rows, const Places& places, Stretch&& stretch,
                  Rest&& rest) {
  for (int from = 0; from < places.common; from += kStretch) {
    for (std::size_t i = 0; i < static_cast<std::size_t>(places.count); ++i) {
      // The one that comes next: a core's prefetcher does not follow so many rows.
      const int next = places.begin[i + 1] + from;
      bring_near<kStretch>(rows.values + next);
      bring_near<kStretch>(rows.columns + next);
      stretch(i, places.begin[i] + from);
    }
  }
  for (std::size_t i = 0; i < static_cast<std::size_t>(places.count); ++i) {
    int k = places.begin[i] + places.common;
    for (; k + kStretch <= places.end[i]; k += kStretch) stretch(i, k);
    rest(i, k);
  }
}

template <class T>
void add_products(const T* values, const int* columns, const double* weights, Sums& sums) {
#pragma GCC unroll 4
  for (int s = 0; s < kSums / kLanes; ++s) {
    const int at = s * kLanes;
    sums.lanes[s] = fma(load(values + at), gather(weights, columns + at), sums.lanes[s]);
  }
}

// sum[column] += factor * value for kLanes numbers of a row. Its columns differ, so that no sum
// waits for another. Inlined, since GCC 12 calls it.
template <class T>
[[gnu::always_inline]] inline void add_multiple(const T* values, const int* columns, double factor,
                                                double* sum) {
  if constexpr (kGathers) {
    scatter(sum, columns, fma(load(values), broadcast(factor), gather(sum, columns)));
  } else {
    const auto add = [&](std::uint32_t column, T value) {
      sum[column] = fma(static_cast<double>(value), factor, sum[column]);
    };
#pragma GCC unroll 4
    for (int l = 0; l < kLanes; l += 2) {
      const auto [first, second] = load_pair(columns + l);
      add(first, values[l]);
      add(second, values[l + 1]);
    }
  }
}

// The same for a stretch. Calls `beside(v)` before its v-th vector.
template <class T, class Beside>
void add_stretch(const T* values, const int* columns, double factor, double* sum, Beside&& beside) {
#pragma GCC unroll 16
  for (int v = 0; v < kVectors; ++v) {
    beside(v);
    add_multiple(values + v * kLanes, columns + v * kLanes, factor, sum);
  }
}

// The sum of `sums` and of the products of the last numbers, [k, end).
template <class T>
double total(const CompressedRows<T>& rows, int k, int end, const double* weights, Sums& sums) {
  for (; k + kSums <= end; k += kSums) {
    add_products(rows.values + k, rows.columns + k, weights, sums);
  }
  double flat[kSums];
  for (int s = 0; s < kSums / kLanes; ++s) store(flat + s * kLanes, sums.lanes[s]);
  for (int s = 0; k + s < end; ++s) {
    flat[s] = fma(static_cast<double>(rows.values[k + s]), weights[rows.columns[k + s]], flat[s]);
  }
  return ((flat[0] + flat[1]) + (flat[2] + flat[3])) + ((flat[4] + flat[5]) + (flat[6] + flat[7]));
}

}  // namespace

template <class T>
void multiply(const CompressedRows<T>& rows, OutputShape shape, const double* weights,
              double* scores, const CompressedRows<T>& next) {
  CompressedAhead<T> ahead(next, AskedBy::kMultiply);
  for (Index first = 0; first < rows.count; first += kRowsSideBySide) {
    const Places places(rows, first);
    for (Index c = 0; c < shape.outputs; ++c) {
      const double* const w = weights + c * shape.features;
      std::array<Sums, kRowsSideBySide> sums{};
      side_by_side(
          rows, places,
          [&](std::size_t i, int k) {
#pragma GCC unroll 4
            for (int a = 0; a < kPrefetchesOfMultiply<T>; ++a) ahead.ask();
            Sums row = sums[i];
#pragma GCC unroll 4
            for (int at = 0; at < kStretch; at += kSums) {
              add_products(rows.values + k + at, rows.columns + k + at, w, row);
            }
            sums[i] = row;
          },
          [&](std::size_t i, int k) {
            scores[(first + static_cast<Index>(i)) * shape.outputs + c] =
                total(rows, k, places.end[i], w, sums[i]);
          });
    }
  }
}

template <class T>
void accumulate(const CompressedRows<T>& rows, OutputShape shape, const double* factors,
                double* sum, const CompressedRows<T>& next) {
  CompressedAhead<T> ahead(next, AskedBy::kAccumulate);
  for (Index first = 0; first < rows.count; first += kRowsSideBySide) {
    const Places places(rows, first);
    for (Index c = 0; c < shape.outputs; ++c) {
      double* const g = sum + c * shape.features;
      const auto factor = [&](std::size_t i) {
        return factors[(first + static_cast<Index>(i)) * shape.outputs + c];
      };
      side_by_side(
          rows, places,
          [&](std::size_t i, int k) {
            add_stretch(rows.values + k, rows.columns + k, factor(i), g, [&](int v) {
              if (v * 4 % kVectors == 0 && v * 4 / kVectors < kPrefetchesOfAccumulate<T>)
                ahead.ask();
            });
          },
          [&](std::size_t i, int k) {
            const double f = factor(i);
            for (; k + kLanes <= places.end[i]; k += kLanes) {
              add_multiple(rows.values + k, rows.columns + k, f, g);
            }
            for (; k < places.end[i]; ++k) {
              double& entry = g[rows.columns[k]];
              entry = fma(static_cast<double>(rows.values[k]), f, entry);
            }
          });
    }
  }
}

template void multiply(const CompressedRows<double>&, OutputShape, const double*, double*,
                       const CompressedRows<double>&);
template void multiply(const CompressedRows<float>&, OutputShape, const double*, double*,
                       const CompressedRows<float>&);
template void accumulate(const CompressedRows<double>&, OutputShape, const double*, double*,
                         const CompressedRows<double>&);
template void accumulate(const CompressedRows<float>&, OutputShape, const double*, double*,
                         const CompressedRows<float>&);

}  // namespace ravine
