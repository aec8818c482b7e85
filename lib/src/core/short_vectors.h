// Operations of a step on vectors that may be short, as the points of test functions are. For
// vectors of two or three entries, the set-up of vectorised loops costs more than the work. These
// helpers loop entry by entry.
#pragma once

#include "ravine/objective.h"

namespace ravine {
namespace detail {

/// Vectors of fewer entries than this are short.
constexpr Index kShort = 8;

/// Calls `call(i)` for i = 0, 1, ..., n - 1, of n <= kShort. GCC vectorises no loop with a second
/// way out, and is told not to unroll it.
template <class Call>
inline void for_each_entry(Index n, Call&& call) {
#pragma GCC unroll 1
  for (Index i = 0; i < kShort; ++i) {
    if (i == n) return;
    call(i);
  }
}

}  // namespace detail

/// to = from, resized where it has to be.
inline void copy_entries(const VectorXd& from, VectorXd& to) {
  if (from.size() >= detail::kShort || to.size() != from.size()) {
    to = from;
  } else {
    detail::for_each_entry(from.size(), [&](Index i) { to[i] = from[i]; });
  }
}

/// |v|^2.
inline double squared_norm(const VectorXd& v) {
  if (v.size() >= detail::kShort) return v.squaredNorm();
  double sum = 0.0;
  detail::for_each_entry(v.size(), [&](Index i) { sum += v[i] * v[i]; });
  return sum;
}

/// x <- x - eta g.
inline void descend(VectorXd& x, double eta, const VectorXd& g) {
  if (x.size() >= detail::kShort) {
    x -= eta * g;
  } else {
    detail::for_each_entry(x.size(), [&](Index i) { x[i] -= eta * g[i]; });
  }
}

}  // namespace ravine
