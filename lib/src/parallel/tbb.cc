#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/partitioner.h>
#include <oneapi/tbb/task_arena.h>

#include "parallel/backend.h"
#include "parallel/loop.h"

namespace ravine {
namespace {

class TbbExecutor final : public Executor {
 public:
  // TBB starts no more workers than the machine has cores unless it is told so, and of several
  // limits the smallest holds: each executor asks for the same one, so that none narrows another.
  explicit TbbExecutor(int threads)
      : threads_(threads),
        workers_(oneapi::tbb::global_control::max_allowed_parallelism, kMaxThreads),
        arena_(threads) {}

  std::string backend() const override { return "tbb"; }
  int threads() const override { return threads_; }

  void run(Eigen::Index count, TaskRef task) const override {
    if (count <= 1 || threads_ == 1) return serial_executor().run(count, task);
    Loop loop(task);
    arena_.execute([&] {
      oneapi::tbb::parallel_for(
          oneapi::tbb::blocked_range<Eigen::Index>(0, count, 1),
          [&](const oneapi::tbb::blocked_range<Eigen::Index>& range) {
            const int worker = oneapi::tbb::this_task_arena::current_thread_index();
            for (Eigen::Index i = range.begin(); i < range.end(); ++i) {
              // A task that waits inside TBB must not start a sibling on the same worker.
              oneapi::tbb::this_task_arena::isolate([&] { loop.run(i, worker); });
            }
          },
          oneapi::tbb::simple_partitioner());
    });
    loop.finish();
  }

 private:
  int threads_;
  oneapi::tbb::global_control workers_;
  mutable oneapi::tbb::task_arena arena_;
};

}  // namespace

std::unique_ptr<Executor> make_tbb_executor(int threads) {
  return std::make_unique<TbbExecutor>(threads);
}

}  // namespace ravine
