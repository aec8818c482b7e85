#include <omp.h>
#include <pthread.h>

#include <algorithm>
#include <stdexcept>

#include "parallel/backend.h"
#include "parallel/loop.h"

namespace ravine {
namespace {

// OpenMP keeps threads for each thread that asked it for some. A fork leaves them behind, and the
// child would wait for them for ever.
thread_local bool has_threads = false;
thread_local bool lost_threads = false;

void refuse_after_fork() {
  [[maybe_unused]] static const int registered =
      pthread_atfork(nullptr, nullptr, [] { lost_threads = has_threads; });
  if (lost_threads) {
    throw std::runtime_error(
        "backend 'openmp' cannot run here: this process was forked after OpenMP had started "
        "threads, which only the parent has; use 'tbb' or 'serial', or fork before the first run");
  }
  has_threads = true;
}

class OpenMpExecutor final : public Executor {
 public:
  explicit OpenMpExecutor(int threads) : threads_(threads) {}
  std::string backend() const override { return "openmp"; }
  int threads() const override { return threads_; }

  void run(Eigen::Index count, TaskRef task) const override {
    // One task wakes nobody.
    if (count <= 1 || threads_ == 1) return serial_executor().run(count, task);
    refuse_after_fork();
    Loop loop(task);
    const auto threads = static_cast<int>(std::min<Eigen::Index>(threads_, count));
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads)
    for (Eigen::Index i = 0; i < count; ++i) loop.run(i, omp_get_thread_num());
    loop.finish();
  }

 private:
  int threads_;
};

}  // namespace

std::unique_ptr<Executor> make_openmp_executor(int threads) {
  return std::make_unique<OpenMpExecutor>(threads);
}

}  // namespace ravine
