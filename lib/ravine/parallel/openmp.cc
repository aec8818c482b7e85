#include <omp.h>

#include <algorithm>
#include <atomic>

#include "ravine/parallel/backend.h"
#include "ravine/parallel/first_exception.h"

namespace ravine {
namespace {

struct Loop {
  TaskRef task;
  FirstException& exception;
  // Tells ThreadSanitizer what libgomp's own barriers already order; two relaxed-cost operations
  // a task.
  std::atomic<int> handshake = 0;
};

[[gnu::noinline]] void run_one(Loop& loop, Eigen::Index i, int worker) {
  loop.handshake.load(std::memory_order_acquire);
  loop.exception.guard(i, [&] { loop.task(i, worker); });
  loop.handshake.fetch_add(1, std::memory_order_release);
}

// libgomp is not instrumented, so this frame, which holds nothing but the directive, is left out.
#if defined(__SANITIZE_THREAD__)
__attribute__((no_sanitize("thread")))
#endif
void run_all(Loop& loop, Eigen::Index count, int threads) {
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads)
  for (Eigen::Index i = 0; i < count; ++i) run_one(loop, i, omp_get_thread_num());
}

class OpenMpExecutor final : public Executor {
 public:
  explicit OpenMpExecutor(int threads) : threads_(threads) {}
  std::string backend() const override { return "openmp"; }
  int threads() const override { return threads_; }

  void run(Eigen::Index count, TaskRef task) const override {
    // One task wakes nobody.
    if (count <= 1 || threads_ == 1) return serial_executor().run(count, task);
    FirstException exception;
    Loop loop{task, exception};
    loop.handshake.store(0, std::memory_order_release);
    run_all(loop, count, static_cast<int>(std::min<Eigen::Index>(threads_, count)));
    loop.handshake.load(std::memory_order_acquire);
    exception.rethrow();
  }

 private:
  int threads_;
};

}  // namespace

std::unique_ptr<Executor> make_openmp_executor(int threads) {
  return std::make_unique<OpenMpExecutor>(threads);
}

}  // namespace ravine
