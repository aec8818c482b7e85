// What the benchmarks of gradients share: executors by name, and medians of times.
#pragma once

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "ravine/executor.h"

namespace ravine {

struct ExecutorName {
  std::string backend;
  int threads;

  std::string text() const;  ///< "openmp:2"
  std::unique_ptr<Executor> make() const;
};

/// The serial executor, and each backend with 1, 2, 4, ... threads up to the number of cores.
std::vector<ExecutorName> every_executor();

/// At least one value; the upper one of two in the middle.
double median(std::vector<double> values);

/// The wall time of one call.
template <class Task>
double seconds_of(Task&& task) {
  const auto start = std::chrono::steady_clock::now();
  task();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace ravine
