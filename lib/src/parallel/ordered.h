// Chunks fixed by the problem's size, and sums in one fixed tree: the same bits on every backend
// (Demmel & Nguyen 2015 survey the alternatives).
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <span>

#include "ravine/executor.h"
#include "ravine/export.h"
#include "ravine/objective.h"

namespace ravine {

/// The cut of [0, n) into equal chunks (the last may be short). It depends on n and on the
/// constants that the caller gives, never on the executor.
struct Chunks {
  Index n = 0;
  Index size = 1;

  /// Chunks of at least `smallest` items and at most `most` of them.
  static Chunks of(Index n, Index smallest, Index most) {
    return {n, std::max({smallest, (n + most - 1) / most, Index{1}})};
  }

  Index count() const { return (n + size - 1) / size; }
  Index begin(Index chunk) const { return chunk * size; }
  Index end(Index chunk) const { return std::min(n, (chunk + 1) * size); }
};

/// Adds the entries of `partials` in a binary tree: neighbours at distance 1, then 2, 4, ... The
/// sum is left in the first entry and returned; 0 for none. Overwrites `partials`.
inline double tree_sum(std::span<double> partials) {
  const auto count = static_cast<Index>(partials.size());
  if (count == 0) return 0.0;
  for (Index stride = 1; stride < count; stride *= 2) {
    for (Index i = 0; i + stride < count; i += 2 * stride) {
      partials[static_cast<std::size_t>(i)] += partials[static_cast<std::size_t>(i + stride)];
    }
  }
  return partials.front();
}

/// The same tree over the columns of `partials` (dimension x chunks), coordinates in parallel. The
/// sum is left in the first column. At least one column.
RAVINE_EXPORT void tree_sum_columns(const Executor& executor, Eigen::Ref<Eigen::MatrixXd> partials);

/// The sum of `values`, chunk by chunk and then in the tree.
RAVINE_EXPORT double ordered_sum(const Executor& executor, std::span<const double> values);

}  // namespace ravine
