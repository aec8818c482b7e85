#include "parallel/ordered.h"

#include <vector>

namespace ravine {

void tree_sum_columns(const Executor& executor, Eigen::Ref<Eigen::MatrixXd> partials) {
  // Entry by entry the tree is the same however the coordinates are cut; 2,048 of them fill a
  // thread's first-level cache with two columns.
  const Chunks coordinates{partials.rows(), 2048};
  const Index count = partials.cols();
  executor.run(coordinates.count(), [&](Index chunk, int) {
    const Index begin = coordinates.begin(chunk);
    const Index length = coordinates.end(chunk) - begin;
    for (Index stride = 1; stride < count; stride *= 2) {
      for (Index i = 0; i + stride < count; i += 2 * stride) {
        partials.col(i).segment(begin, length) += partials.col(i + stride).segment(begin, length);
      }
    }
  });
}

double ordered_sum(const Executor& executor, std::span<const double> values) {
  const Chunks chunks = Chunks::of(static_cast<Index>(values.size()), 4096, 64);
  std::vector<double> partials(static_cast<std::size_t>(chunks.count()));
  executor.run(chunks.count(), [&](Index chunk, int) {
    double sum = 0.0;
    for (Index i = chunks.begin(chunk); i < chunks.end(chunk); ++i) {
      sum += values[static_cast<std::size_t>(i)];
    }
    partials[static_cast<std::size_t>(chunk)] = sum;
  });
  return tree_sum(partials);
}

}  // namespace ravine
