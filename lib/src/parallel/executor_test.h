// What every backend promises of `Executor::run`, as checks for each backend's own test.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "ravine/executor.h"

namespace ravine {

/// Each task runs once, on a worker that is in range and busy with nothing else of this call.
inline void expect_each_task_once(const Executor& executor, Eigen::Index count) {
  std::vector<std::atomic<int>> runs(static_cast<std::size_t>(count));
  std::vector<std::atomic<bool>> busy(static_cast<std::size_t>(executor.threads()));
  std::atomic<int> misplaced = 0;
  executor.run(count, [&](Eigen::Index i, int worker) {
    if (worker < 0 || worker >= executor.threads() || i < 0 || i >= count) {
      ++misplaced;
      return;
    }
    if (busy[static_cast<std::size_t>(worker)].exchange(true)) ++misplaced;
    ++runs[static_cast<std::size_t>(i)];
    busy[static_cast<std::size_t>(worker)] = false;
  });
  EXPECT_EQ(misplaced, 0) << executor.backend() << ':' << executor.threads();
  for (const auto& run : runs) EXPECT_EQ(run, 1) << executor.backend() << ':' << executor.threads();
}

/// The exception of the smallest task reaches the caller whatever the scheduling, and the executor
/// can be used again.
inline void expect_smallest_exception(const Executor& executor) {
  for (int repeat = 0; repeat < 50; ++repeat) {
    try {
      executor.run(100, [](Eigen::Index i, int) {
        if (i % 10 == 7) throw std::out_of_range(std::to_string(i));
      });
      FAIL() << "nothing was thrown";
    } catch (const std::out_of_range& error) {
      EXPECT_STREQ(error.what(), "7") << executor.backend() << ':' << executor.threads();
    }
  }
  expect_each_task_once(executor, 100);
}

/// A task may itself run tasks on the same executor; workers of one call never overlap even then,
/// while a task waits for its own, which take a moment.
inline void expect_nesting_works(const Executor& executor) {
  constexpr Eigen::Index kOuter = 12;
  std::vector<std::atomic<bool>> busy(static_cast<std::size_t>(executor.threads()));
  std::atomic<int> inner_runs = 0;
  std::atomic<int> overlaps = 0;
  executor.run(kOuter, [&](Eigen::Index, int worker) {
    if (busy[static_cast<std::size_t>(worker)].exchange(true)) ++overlaps;
    std::vector<std::atomic<int>> runs(30);
    executor.run(30, [&](Eigen::Index i, int inner_worker) {
      if (inner_worker < 0 || inner_worker >= executor.threads()) ++overlaps;
      ++runs[static_cast<std::size_t>(i)];
      std::this_thread::sleep_for(std::chrono::microseconds(200));
    });
    for (const auto& run : runs) inner_runs += run == 1 ? 1 : 0;
    busy[static_cast<std::size_t>(worker)] = false;
  });
  EXPECT_EQ(inner_runs, kOuter * 30) << executor.backend() << ':' << executor.threads();
  EXPECT_EQ(overlaps, 0) << executor.backend() << ':' << executor.threads();
}

/// As many tasks run at once as there are threads: each waits for all the others, though not for
/// ever.
inline void expect_tasks_at_once(const Executor& executor) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  std::atomic<int> arrived = 0;
  std::atomic<int> lonely = 0;
  executor.run(executor.threads(), [&](Eigen::Index, int) {
    ++arrived;
    while (arrived < executor.threads() && std::chrono::steady_clock::now() < deadline) {
      std::this_thread::yield();
    }
    if (arrived < executor.threads()) ++lonely;
  });
  EXPECT_EQ(lonely, 0) << executor.backend() << ':' << executor.threads();
}

inline void expect_promises(const Executor& executor) {
  for (const Eigen::Index count : {0, 1, 2, 3, 7, 64, 1000}) expect_each_task_once(executor, count);
  expect_smallest_exception(executor);
  expect_nesting_works(executor);
}

}  // namespace ravine
