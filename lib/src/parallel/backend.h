// The backends by name: who runs the tasks of an evaluation.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ravine/executor.h"
#include "ravine/export.h"

namespace ravine {

/// Name and one-line summary of each backend.
struct BackendInfo {
  std::string name;
  std::string summary;
};
RAVINE_EXPORT const std::vector<BackendInfo>& backends();

/// The most threads that an executor may be asked for.
constexpr int kMaxThreads = 4096;

/// Makes an executor of at most `threads` threads; an empty name means "serial", which uses one.
/// Throws std::invalid_argument for an unknown backend, and for threads outside
/// [1, kMaxThreads].
RAVINE_EXPORT std::unique_ptr<Executor> make_executor(std::string_view backend, int threads);

RAVINE_EXPORT std::unique_ptr<Executor> make_openmp_executor(int threads);
RAVINE_EXPORT std::unique_ptr<Executor> make_tbb_executor(int threads);

}  // namespace ravine
