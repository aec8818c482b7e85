// One run of an executor on threads of its backend's.
#pragma once

#include <atomic>

#include "parallel/first_exception.h"
#include "ravine/executor.h"

namespace ravine {

/// The tasks of one run and what they throw. The threads call `run` for each task, and the caller
/// `finish` once all are done. Nothing here is inline, since the backends' own sources are compiled
/// without ThreadSanitizer, which has to see it.
class Loop {
 public:
  explicit Loop(TaskRef task);

  void run(Eigen::Index i, int worker) noexcept;

  /// Throws what the task of the smallest number threw.
  void finish() const;

 private:
  TaskRef task_;
  FirstException exception_;
  // Tells ThreadSanitizer the order that the backend's own barriers enforce, because it does not
  // see them. It costs two cheap operations per task.
  std::atomic<int> handshake_;
};

}  // namespace ravine
