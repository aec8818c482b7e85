// Carries the exception of the smallest task number out of a parallel loop.
#pragma once

#include <Eigen/Core>
#include <exception>
#include <mutex>

namespace ravine {

/// Which exception a caller sees must not depend on scheduling, so the smallest index wins.
class FirstException {
 public:
  template <class Call>
  void guard(Eigen::Index index, Call&& call) noexcept {
    try {
      call();
    } catch (...) {
      const std::lock_guard lock(mutex_);
      if (!exception_ || index < index_) {
        exception_ = std::current_exception();
        index_ = index;
      }
    }
  }

  void rethrow() const {
    if (exception_) std::rethrow_exception(exception_);
  }

 private:
  std::mutex mutex_;
  std::exception_ptr exception_;
  Eigen::Index index_ = 0;
};

}  // namespace ravine
