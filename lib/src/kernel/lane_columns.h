// Short rows that lie one after the other, kLanes of them side by side. Included by the library's
// own sources only, as lanes.h is.
#pragma once

#include <utility>

#include "kernel/lanes.h"

namespace ravine {
namespace detail {

// Where K columns of kLanes rows find their numbers: number j of row l, in the vectors of the rows
// one after the other.
template <int K>
struct ToColumns {
  static constexpr int place(int j, int l) { return l * K + j; }
};
// Where the rows find theirs: what lane l of their v-th vector is, in the columns.
template <int K>
struct ToRows {
  static constexpr int place(int v, int l) {
    return (v * kLanes + l) % K * kLanes + (v * kLanes + l) / K;
  }
};

// Vector kTo in the order of `Order`, as far as the vectors up to kFrom have its numbers; the other
// lanes hold anything.
template <class Order, int kTo, int kFrom, int... l>
inline Lanes pick(const Lanes* from, std::integer_sequence<int, l...> lanes) {
  if constexpr (kFrom == 0) {
    return from[0];
  } else if constexpr (kFrom == 1) {
    return __builtin_shufflevector(from[0], from[1], (Order::place(kTo, l) % (2 * kLanes))...);
  } else {
    return __builtin_shufflevector(
        pick<Order, kTo, kFrom - 1>(from, lanes), from[kFrom],
        (Order::place(kTo, l) / kLanes == kFrom ? kLanes + Order::place(kTo, l) % kLanes : l)...);
  }
}

template <class Order, int... v>
inline void regroup(const Lanes* from, Lanes* to, std::integer_sequence<int, v...>) {
  ((to[v] = pick<Order, v, static_cast<int>(sizeof...(v)) - 1>(
        from, std::make_integer_sequence<int, kLanes>())),
   ...);
}

}  // namespace detail

/// columns[j] = number j of each of kLanes rows of K numbers from `rows` on.
template <int K>
inline void load_columns(const double* rows, Lanes* columns) {
  if constexpr (K <= kMostRegrouped) {
    Lanes numbers[K];
#pragma GCC unroll 4
    for (int v = 0; v < K; ++v) numbers[v] = load_once(rows + v * kLanes);
    detail::regroup<detail::ToColumns<K>>(numbers, columns, std::make_integer_sequence<int, K>());
  } else {
#pragma GCC unroll 8
    for (int j = 0; j < K; ++j) columns[j] = load_strided(rows + j, K);
  }
}

/// The same for rows of `count` numbers.
inline void load_columns(const double* rows, Eigen::Index count, Lanes* columns) {
  const bool regrouped =
      with_constant<kMostRegrouped>(count, [&]<int K>() { load_columns<K>(rows, columns); });
  if (regrouped) return;
  for (Eigen::Index j = 0; j < count; ++j) columns[j] = load_strided(rows + j, count);
}

/// The other way: the rows from `rows` on, and nothing behind them.
inline void store_columns(double* rows, Eigen::Index count, const Lanes* columns) {
  const bool regrouped = with_constant<kMostRegrouped>(count, [&]<int K>() {
    Lanes numbers[K];
    detail::regroup<detail::ToRows<K>>(columns, numbers, std::make_integer_sequence<int, K>());
#pragma GCC unroll 4
    for (int v = 0; v < K; ++v) store(rows + v * kLanes, numbers[v]);
  });
  if (regrouped) return;
  for (Eigen::Index j = 0; j < count; ++j) {
#pragma GCC unroll 8
    for (int l = 0; l < kLanes; ++l) rows[l * count + j] = columns[j][l];
  }
}

}  // namespace ravine
