#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/partitioner.h>
#include <oneapi/tbb/task_arena.h>

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "parallel/backend.h"
#include "parallel/loop.h"

namespace ravine {
namespace {

using oneapi::tbb::global_control;
using oneapi::tbb::task_arena;

/// The arenas of the process, lent to executors. A new arena for each run would leave a set of
/// threads behind, and some 7 kB that oneTBB 2021.8 does not free.
class Arenas {
 public:
  std::unique_ptr<task_arena> take(int threads) {
    const std::lock_guard lock(mutex_);
    lent_ += threads;
    allow(lent_);
    auto& idle = idle_[threads];
    if (idle.empty()) return std::make_unique<task_arena>(threads);
    auto arena = std::move(idle.back());
    idle.pop_back();
    return arena;
  }

  void give_back(int threads, std::unique_ptr<task_arena> arena) {
    const std::lock_guard lock(mutex_);
    lent_ -= threads;
    idle_[threads].push_back(std::move(arena));
  }

 private:
  /// Lets TBB have as many threads as all executors alive have asked for at once. By default it has
  /// one per core. The limit only grows, because TBB takes the smallest of several limits.
  void allow(int threads) {
    if (threads <= allowed_) return;
    allowed_ = threads;
    limit_.reset();
    limit_.emplace(global_control::max_allowed_parallelism, static_cast<std::size_t>(threads));
  }

  std::mutex mutex_;
  int lent_ = 0;
  int allowed_ = 0;
  std::optional<global_control> limit_;
  std::map<int, std::vector<std::unique_ptr<task_arena>>> idle_;
};

/// Never destroyed, because an executor in a static variable may outlive any other one.
Arenas& arenas() {
  static Arenas& all = *new Arenas;
  return all;
}

/// The executor whose task this thread is running. A call out of the task runs on this thread, as
/// OpenMP's does: a thread that waits inside TBB may take up another task of the same call.
thread_local const Executor* running = nullptr;

class TbbExecutor final : public Executor {
 public:
  explicit TbbExecutor(int threads) : threads_(threads), arena_(arenas().take(threads)) {}
  ~TbbExecutor() override { arenas().give_back(threads_, std::move(arena_)); }
  TbbExecutor(const TbbExecutor&) = delete;
  TbbExecutor& operator=(const TbbExecutor&) = delete;

  std::string backend() const override { return "tbb"; }
  int threads() const override { return threads_; }

  void run(Eigen::Index count, TaskRef task) const override {
    if (count <= 1 || threads_ == 1 || running == this) return serial_executor().run(count, task);
    Loop loop(task);
    arena_->execute([&] {
      oneapi::tbb::parallel_for(
          oneapi::tbb::blocked_range<Eigen::Index>(0, count, 1),
          [&](const oneapi::tbb::blocked_range<Eigen::Index>& range) {
            const int worker = oneapi::tbb::this_task_arena::current_thread_index();
            for (Eigen::Index i = range.begin(); i < range.end(); ++i) {
              // The function may wait inside TBB for tasks of its own. Then it must not start a
              // sibling on the same worker.
              oneapi::tbb::this_task_arena::isolate([&] {
                const Executor* const outer = std::exchange(running, this);
                loop.run(i, worker);
                running = outer;
              });
            }
          },
          oneapi::tbb::simple_partitioner());
    });
    loop.finish();
  }

 private:
  int threads_;
  std::unique_ptr<task_arena> arena_;
};

}  // namespace

std::unique_ptr<Executor> make_tbb_executor(int threads) {
  return std::make_unique<TbbExecutor>(threads);
}

}  // namespace ravine
