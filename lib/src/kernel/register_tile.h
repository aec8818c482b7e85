// What the kernels of the row products are made of: a tile of sums in registers, and the cut of
// outputs into groups. Included by the library's own sources only, as lanes.h is.
#pragma once

#include "kernel/lanes.h"
#include "kernel/row_products.h"
#include "ravine/objective.h"

namespace ravine {

/// True for rows of no more than a vector's columns, which have kernels of their own.
constexpr bool narrow(Index features) { return features <= kLanes; }

/// Calls `call.operator()<order>()`.
template <class Call>
void in_order(WeightOrder order, Call&& call) {
  if (order == WeightOrder::kByOutput) {
    call.template operator()<WeightOrder::kByOutput>();
  } else {
    call.template operator()<WeightOrder::kByColumns>();
  }
}

/// Where the numbers of W or G lie, for the outputs from one on.
template <WeightOrder kOrder, class Number>
class OutputPart {
 public:
  OutputPart(const OutputShape& shape, Number* all, Index output)
      : outputs_(shape.outputs), features_(shape.features), all_(all), output_(output) {}

  /// The vector of columns from j on, of the c-th output; j is a whole number of vectors.
  Number* vector(Index j, Index c) const {
    if constexpr (kOrder == WeightOrder::kByOutput) {
      return all_ + (output_ + c) * features_ + j;
    } else {
      return all_ + j * outputs_ + (output_ + c) * kLanes;
    }
  }
  /// The columns behind the last whole vector, which are those from j on.
  Number* rest(Index j, Index c) const {
    if constexpr (kOrder == WeightOrder::kByOutput) return vector(j, c);
    return all_ + j * outputs_ + (output_ + c) * (features_ - j);
  }

 private:
  Index outputs_;
  Index features_;
  Number* all_;
  Index output_;
};

/// R rows times C rows of W, each sum in U vectors side by side.
template <int R, int C, int U>
struct Tile {
  Lanes sums[U][R][C] = {};

  template <int V, class T, class Weights>
  void add(const T* const (&x)[R], const Weights& weights, Index j) {
#pragma GCC unroll 8
    for (int u = 0; u < V; ++u) {
      Lanes rows[R];
#pragma GCC unroll 8
      for (int r = 0; r < R; ++r) rows[r] = load(x[r] + j + u * kLanes);
#pragma GCC unroll 16
      for (int c = 0; c < C; ++c) {
        const Lanes w = load_once(weights.vector(j + u * kLanes, c));
#pragma GCC unroll 8
        for (int r = 0; r < R; ++r) sums[u][r][c] = fma(rows[r], w, sums[u][r][c]);
      }
    }
  }

  template <class T, class Weights>
  void add_part(const T* const (&x)[R], const Weights& weights, Index j, Index count) {
#pragma GCC unroll 16
    for (int c = 0; c < C; ++c) {
      const Lanes w = load_part(weights.rest(j, c), count);
#pragma GCC unroll 8
      for (int r = 0; r < R; ++r) {
        sums[0][r][c] = fma(load_part(x[r] + j, count), w, sums[0][r][c]);
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

/// The cut of outputs into as few groups of at most `kMost` as there can be, all but equal in size.
template <int kMost>
class Groups {
 public:
  explicit Groups(Index outputs)
      : count_((outputs + kMost - 1) / kMost),
        size_(outputs / count_),
        larger_(outputs - count_ * size_) {}

  Index count() const { return count_; }

  /// Calls `call.operator()<C>(c)` for each group, of C outputs from c on.
  template <class Call>
  void for_each(Call&& call) const {
    Index first = 0;
    for (Index group = 0; group < count_; ++group) {
      const Index size = size_ + (group < larger_ ? 1 : 0);
      with_constant<kMost>(size, [&]<int C>() { call.template operator()<C>(first); });
      first += size;
    }
  }

 private:
  Index count_;
  Index size_;
  Index larger_;  // groups with one more
};

}  // namespace ravine
