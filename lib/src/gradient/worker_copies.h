// A workspace for each worker: nothing is allocated from one gradient to the next, and no two
// workers write to one cache line.
#pragma once

#include <algorithm>
#include <new>
#include <vector>

#include "core/cache_line.h"
#include "parallel/ordered.h"
#include "ravine/executor.h"
#include "ravine/objective.h"

namespace ravine {

/// Chunks of n evaluations that shrink towards the end, to single ones: handing out a chunk costs
/// little per evaluation, and equal evaluations still take ceil(n / threads) rounds. The cut
/// changes no bits, because each evaluation's arithmetic is its own.
class TaperedChunks {
 public:
  void cut(Index n, int threads) {
    const Index parts = 8 * static_cast<Index>(threads);
    begins_.clear();
    for (Index begin = 0; begin < n; begin += std::max<Index>((n - begin) / parts, 1)) {
      begins_.push_back(begin);
    }
    begins_.push_back(n);
  }

  Index count() const { return static_cast<Index>(begins_.size()) - 1; }
  Index begin(Index chunk) const { return begins_[static_cast<std::size_t>(chunk)]; }
  Index end(Index chunk) const { return begin(chunk + 1); }

 private:
  std::vector<Index> begins_;
};

/// One `Copy` a worker, filled by the worker that uses it when it first does so in a gradient: each
/// thread's memory is its own from the first touch. Eigen starts every buffer on a line of its own.
template <class Copy>
class WorkerCopies {
 public:
  /// Forgets what the copies hold, not their memory.
  void begin(const Executor& executor) {
    slots_.resize(static_cast<std::size_t>(executor.threads()));
    for (Slot& slot : slots_) slot.filled = false;
  }

  /// Calls `use(copy)`, which leaves the copy as it found it. Where `use` throws, it did not, and
  /// the worker fills it anew.
  template <class Fill, class Use>
  void with(int worker, const Fill& fill, const Use& use) {
    Slot& slot = slots_[static_cast<std::size_t>(worker)];
    if (!slot.filled) fill(slot.copy);
    slot.filled = false;
    use(slot.copy);
    slot.filled = true;
  }

 private:
  struct alignas(kLineBytes) Slot {
    Copy copy;
    bool filled = false;
  };
  std::vector<Slot> slots_;
};

}  // namespace ravine
