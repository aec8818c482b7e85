// Sums over the chunks of a data set, on the threads of a backend or on the ranks of a job.
#pragma once

#include <Eigen/Core>
#include <vector>

#include "ravine/executor.h"
#include "ravine/objective.h"

namespace ravine {

/// What each chunk adds up to, a column a chunk.
using ChunkSums = Eigen::Ref<Eigen::MatrixXd>;

/// `fill(chunk, worker)` fills the column of each chunk, and column 0 becomes the sum of all, in
/// the fixed tree of `tree_sum_columns`. On several ranks each fills and adds its own part of the
/// columns, one message tells all ranks the sums, and what `fill` throws on one rank, all throw.
void sum_chunks(const Executor& executor, ChunkSums columns, TaskRef fill);

/// A node of the tree: the sum of `width` columns from `first`.
struct Subtree {
  Index first;
  Index width;  ///< a power of 2, which divides `first`
};

/// The largest nodes that make up [begin, end), from left to right.
std::vector<Subtree> subtrees_of(Index begin, Index end);

/// Adds up column 0 from the nodes that cover all columns, each of which lies in its first column.
void join_subtrees(const std::vector<Subtree>& nodes, ChunkSums columns);

}  // namespace ravine
