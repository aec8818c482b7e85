// Threads in simulated time, so that any number of them can be tested on any machine.
#pragma once

#include <algorithm>
#include <atomic>
#include <string>
#include <vector>

#include "ravine/executor.h"

namespace ravine {

/// Each task goes to the thread that is free first, and takes as long as it makes `calls` grow: one
/// unit of time per evaluation.
class Simulated final : public Executor {
 public:
  Simulated(int threads, const std::atomic<Eigen::Index>& calls)
      : threads_(threads), calls_(calls) {}
  std::string backend() const override { return "openmp"; }
  int threads() const override { return threads_; }
  void run(Eigen::Index count, TaskRef task) const override {
    std::vector<Eigen::Index> busy(static_cast<std::size_t>(threads_), 0);
    const Eigen::Index begin = calls_;
    for (Eigen::Index i = 0; i < count; ++i) {
      const auto free = std::min_element(busy.begin(), busy.end());
      const Eigen::Index before = calls_;
      task(i, static_cast<int>(free - busy.begin()));
      *free += calls_ - before;
    }
    inside_ += calls_ - begin;
    rounds_ += *std::max_element(busy.begin(), busy.end());
  }

  /// The time that has gone by, with that of the evaluations outside `run`, which go one by one.
  Eigen::Index elapsed() const { return rounds_ + calls_ - inside_; }

 private:
  int threads_;
  const std::atomic<Eigen::Index>& calls_;
  mutable Eigen::Index inside_ = 0;
  mutable Eigen::Index rounds_ = 0;
};

}  // namespace ravine
