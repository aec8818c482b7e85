// Who does the work: a number of independent tasks, run on one backend's threads.
#pragma once

#include <Eigen/Core>
#include <memory>
#include <string>
#include <type_traits>

#include "ravine/export.h"

namespace ravine {

/// A borrowed callable `void(Index task, int worker)`. Type-erased, so that a task's arithmetic is
/// compiled once and every backend runs the same instructions.
class TaskRef {
 public:
  template <class F>
  requires(!std::is_same_v<std::remove_cvref_t<F>, TaskRef>)
      TaskRef(F&& task)  // NOLINT(google-explicit-constructor): borrowed for the length of a call
      : object_(const_cast<void*>(static_cast<const void*>(&task))),
        call_([](void* object, Eigen::Index index, int worker) {
          (*static_cast<std::remove_reference_t<F>*>(object))(index, worker);
        }) {}

  void operator()(Eigen::Index task, int worker) const { call_(object_, task, worker); }

 private:
  void* object_;
  void (*call_)(void*, Eigen::Index, int);
};

/// Runs tasks on at most `threads()` threads. Objects are re-entrant.
class RAVINE_EXPORT Executor {
 public:
  virtual ~Executor() = default;

  /// "serial", "openmp", "tbb" or "mpi".
  virtual std::string backend() const = 0;

  /// The number of workers, at least 1.
  virtual int threads() const = 0;

  /// Calls `task(i, worker)` once for each i in [0, count), in no set order; `worker` is in
  /// [0, threads()) and no two calls with one worker overlap. When tasks throw, the exception of
  /// the smallest i reaches the caller, and which of the later tasks ran is not said.
  virtual void run(Eigen::Index count, TaskRef task) const = 0;
};

/// The executor of one thread, the calling one.
RAVINE_EXPORT const Executor& serial_executor();

}  // namespace ravine
