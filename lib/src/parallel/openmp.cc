#include <omp.h>

#include <algorithm>

#include "parallel/backend.h"
#include "parallel/loop.h"

namespace ravine {
namespace {

class OpenMpExecutor final : public Executor {
 public:
  explicit OpenMpExecutor(int threads) : threads_(threads) {}
  std::string backend() const override { return "openmp"; }
  int threads() const override { return threads_; }

  void run(Eigen::Index count, TaskRef task) const override {
    // One task wakes nobody.
    if (count <= 1 || threads_ == 1) return serial_executor().run(count, task);
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
