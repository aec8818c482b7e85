// A function that shows how many of its evaluations went on at the same time.
#pragma once

#include <algorithm>
#include <chrono>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "ravine/objective.h"

namespace ravine {

/// A function that only sleeps, and remembers when.
class Sleeping final : public Objective {
 public:
  explicit Sleeping(Index n) : n_(n) {}
  Index dimension() const override { return n_; }
  double value(const VectorXd& x) const override {
    const auto begin = std::chrono::steady_clock::now();
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    const std::lock_guard lock(mutex_);
    spans_.emplace_back(begin, std::chrono::steady_clock::now());
    return x.squaredNorm();
  }

  /// The most evaluations that went one after the other: the rounds that they took.
  Index rounds() const {
    std::sort(spans_.begin(), spans_.end(),
              [](const Span& a, const Span& b) { return a.second < b.second; });
    Index count = 0;
    std::chrono::steady_clock::time_point last;
    for (const auto& [begin, end] : spans_) {
      if (count > 0 && begin < last) continue;
      last = end;
      ++count;
    }
    return count;
  }

 private:
  using Span =
      std::pair<std::chrono::steady_clock::time_point, std::chrono::steady_clock::time_point>;
  Index n_;
  mutable std::mutex mutex_;
  mutable std::vector<Span> spans_;
};

/// The rounds that `run(f)` takes. A busy neighbour may keep a thread from waking in time, so that
/// of up to twenty attempts the one counts that took as many as expected.
template <class Run>
Index rounds_slept(Index n, Index expected, const Run& run) {
  Index slept = -1;
  for (int attempt = 0; attempt < 20 && slept != expected; ++attempt) {
    const Sleeping f(n);
    run(f);
    slept = f.rounds();
  }
  return slept;
}

}  // namespace ravine
