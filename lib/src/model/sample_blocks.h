// How the samples of an empirical risk are visited: in which order, in which chunks, and block by
// block within one.
#pragma once

#include <algorithm>
#include <span>
#include <vector>

#include "model/rows.h"
#include "parallel/ordered.h"
#include "ravine/finite_sum.h"

namespace ravine {

/// All samples, or those of a mini-batch. Borrowed.
struct Samples {
  Chunks chunks;
  std::span<const Index> order;  ///< empty: that of memory
  std::span<const Index> next;   ///< asked for after these
  const double* targets;         ///< in this order; null: to be gathered
};

/// What a thread needs for the samples that it visits.
struct BlockMemory {
  VectorXd targets;  ///< of a mini-batch's rows
  Features window;   ///< of features in a file: the chunk's rows
};

/// Some rows with their targets, small enough to be used twice while they are in cache. Borrowed.
struct SampleBlock {
  Rows rows;
  Eigen::Map<const VectorXd> targets;
};

/// The samples of `features` in chunks by their number, their entries and the model's size alone,
/// and the blocks of each chunk, which ask for those that come after them.
class SampleBlocks {
 public:
  /// `targets` has one of each row of `features`, which is kept by reference; `dimension` is that
  /// of the model.
  SampleBlocks(const Features& features, VectorXd targets, Index dimension);

  /// One of each row.
  const VectorXd& targets() const { return targets_; }

  Samples all() const;
  Samples of(const Batch& batch) const;

  /// Calls `task(block)` for each block of a chunk, in order. `memory` is the calling thread's own.
  /// The rows stay until it is used again.
  template <class Task>
  void for_each(const Samples& samples, Index chunk, BlockMemory& memory, Task&& task) const {
    const Chunks& chunks = samples.chunks;
    if (features_.in_file()) open_window(samples, chunk, memory);
    for (Index begin = chunks.begin(chunk); begin < chunks.end(chunk); begin += block_rows_) {
      task(block(samples, begin, memory));
    }
  }

 private:
  void open_window(const Samples& samples, Index chunk, BlockMemory& memory) const;
  /// The rows of the block that begins at the sample `begin`; of features in a file, in the window.
  Rows rows(const Samples& samples, Index begin, const BlockMemory& memory) const;
  /// The rows of the block that follows one that ends at the sample `end`; none where none is
  /// known.
  Rows behind(const Samples& samples, Index end, const BlockMemory& memory) const;
  void ask_for_what_follows(const Samples& samples, Index end) const;
  SampleBlock block(const Samples& samples, Index begin, BlockMemory& memory) const;

  const Features& features_;
  VectorXd targets_;
  Index dimension_;
  Index work_;  // of one sample
  Index block_rows_;
  bool exceeds_cache_;
  std::vector<Index> order_;  // in which all samples are visited, empty: that of memory; of
                              // features in a file, the places in their chunks
  VectorXd targets_in_order_;
};

}  // namespace ravine
