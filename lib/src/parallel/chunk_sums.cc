#include "parallel/chunk_sums.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <exception>

#include "parallel/ordered.h"
#include "parallel/ranks.h"

namespace ravine {
namespace {

struct Part {
  Index begin;
  Index end;
};

Part part_of(Index count, int rank, int ranks) {
  return {count * rank / ranks, count * (rank + 1) / ranks};
}

void sum_on_ranks(const Ranks& ranks, ChunkSums columns, TaskRef fill) {
  const Index count = columns.cols();
  const Index length = columns.rows();
  const Part own = part_of(count, ranks.rank(), ranks.size());
  std::vector<Subtree> nodes;
  std::vector<Index> lengths;  // of each rank's message
  for (int rank = 0; rank < ranks.size(); ++rank) {
    const Part part = part_of(count, rank, ranks.size());
    const std::vector<Subtree> theirs = subtrees_of(part.begin, part.end);
    nodes.insert(nodes.end(), theirs.begin(), theirs.end());
    lengths.push_back(length * static_cast<Index>(theirs.size()));
  }
  Eigen::MatrixXd sums(length, static_cast<Index>(nodes.size()));
  std::exception_ptr thrown;
  try {
    ranks.run(own.end - own.begin, [&](Index i, int worker) { fill(own.begin + i, worker); });
    Index place = 0;
    for (const Subtree& node : nodes) {
      if (node.first >= own.begin && node.first < own.end) {
        tree_sum_columns(ranks, columns.middleCols(node.first, node.width));
        sums.col(place) = columns.col(node.first);
      }
      ++place;
    }
  } catch (...) {
    thrown = std::current_exception();
  }
  ranks.gather({sums.data(), static_cast<std::size_t>(sums.size())}, lengths, thrown);
  for (std::size_t place = 0; place < nodes.size(); ++place) {
    columns.col(nodes[place].first) = sums.col(static_cast<Index>(place));
  }
  join_subtrees(nodes, columns);
}

}  // namespace

std::vector<Subtree> subtrees_of(Index begin, Index end) {
  std::vector<Subtree> nodes;
  while (begin < end) {
    const auto room = std::bit_floor(static_cast<std::uint64_t>(end - begin));
    const std::uint64_t divisor = std::uint64_t{1}
                                  << std::countr_zero(static_cast<std::uint64_t>(begin));
    const auto width = static_cast<Index>(begin == 0 ? room : std::min(room, divisor));
    nodes.push_back({begin, width});
    begin += width;
  }
  return nodes;
}

void join_subtrees(const std::vector<Subtree>& nodes, ChunkSums columns) {
  std::vector<Subtree> open;
  for (const Subtree& node : nodes) {
    open.push_back(node);
    while (open.size() > 1) {
      Subtree& left = open[open.size() - 2];
      const Subtree right = open.back();
      // Behind its last column the tree has nothing, so that a node there is as wide as any.
      const bool last = right.first + right.width == columns.cols();
      if (!(left.width == right.width || last) || left.first % (2 * left.width) != 0) break;
      columns.col(left.first) += columns.col(right.first);
      left.width += right.width;
      open.pop_back();
    }
  }
}

void sum_chunks(const Executor& executor, ChunkSums columns, TaskRef fill) {
  if (const Ranks* const ranks = ranks_of(executor)) return sum_on_ranks(*ranks, columns, fill);
  executor.run(columns.cols(), fill);
  tree_sum_columns(executor, columns);
}

}  // namespace ravine
