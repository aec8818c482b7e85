// Operations of a step on vectors that may be short, as the points of test functions are. For
// vectors of two or three entries, the set-up of vectorised loops costs more than the work. These
// helpers loop entry by entry.
#pragma once

#include "ravine/objective.h"

namespace ravine {
namespace detail {

/// Vectors of fewer entries than this are taken entry by entry.
constexpr Index kFewEntries = 8;

}  // namespace detail

/// Calls `call(i)` for i = 0, 1, ..., n - 1, one after the other in machine code too. It is for a
/// few i, or for work that vector instructions do not speed up.
template <class Call>
inline void one_by_one(Index n, Call&& call) {
  for (Index i = 0; i < n; ++i) {
    // A number that the compiler cannot follow: of others it would make packets.
    asm("" : "+r"(i));
    call(i);
  }
}

/// to = from, resized where it has to be.
inline void copy_entries(const VectorXd& from, VectorXd& to) {
  if (from.size() >= detail::kFewEntries || to.size() != from.size()) {
    to = from;
  } else {
    one_by_one(from.size(), [&](Index i) { to[i] = from[i]; });
  }
}

/// |v|^2.
inline double squared_norm(const VectorXd& v) {
  if (v.size() >= detail::kFewEntries) return v.squaredNorm();
  double sum = 0.0;
  one_by_one(v.size(), [&](Index i) { sum += v[i] * v[i]; });
  return sum;
}

/// x <- x - eta g.
inline void descend(VectorXd& x, double eta, const VectorXd& g) {
  if (x.size() >= detail::kFewEntries) {
    x -= eta * g;
  } else {
    one_by_one(x.size(), [&](Index i) { x[i] -= eta * g[i]; });
  }
}

}  // namespace ravine
