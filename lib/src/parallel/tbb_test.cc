#include <gtest/gtest.h>
#include <oneapi/tbb/parallel_for.h>

#include <array>
#include <atomic>
#include <cmath>
#include <filesystem>
#include <iterator>
#include <thread>

#include "parallel/backend.h"
#include "parallel/executor_test.h"

#if defined(__SANITIZE_THREAD__)
// TBB's own library is not compiled for ThreadSanitizer; what it does with its own memory is no
// race of ours. Tasks that it runs are looked at.
extern "C" const char* __tsan_default_suppressions();  // NOLINT(bugprone-reserved-identifier)
extern "C" const char* __tsan_default_suppressions() { return "called_from_lib:libtbb.so"; }
#endif

namespace ravine {
namespace {

TEST(TbbExecutor, KeepsThePromisesOfAnExecutor) {
  for (const int threads : {1, 2, 3, 8}) {
    const auto executor = make_tbb_executor(threads);
    EXPECT_EQ(executor->backend(), "tbb");
    EXPECT_EQ(executor->threads(), threads);
    expect_promises(*executor);
  }
}

TEST(TbbExecutor, RunsAsManyTasksAtOnceAsItHasThreads) {
  for (const int threads : {2, 4}) expect_tasks_at_once(*make_tbb_executor(threads));
}

TEST(TbbExecutor, OneTaskRunsOnTheCallingThread) {
  const auto caller = std::this_thread::get_id();
  make_tbb_executor(4)->run(1, [&](Eigen::Index, int worker) {
    EXPECT_EQ(worker, 0);
    EXPECT_EQ(std::this_thread::get_id(), caller);
  });
}

TEST(TbbExecutor, IsMadeAgainWithTheThreadsThatThereAre) {
  const auto run = [] {
    for (const int threads : {2, 5, 3}) expect_tasks_at_once(*make_tbb_executor(threads));
    const std::filesystem::directory_iterator tasks("/proc/self/task");
    return std::distance(begin(tasks), end(tasks));
  };
  const auto after_one = run();
  for (int repeat = 0; repeat < 50; ++repeat) run();
  EXPECT_EQ(run(), after_one);
}

// TBB's limit on its workers is the smallest of those in force, and by default the number of cores.
TEST(TbbExecutor, HasItsThreadsBesideNarrowerExecutors) {
  const auto narrow = make_tbb_executor(1);
  const auto wide = make_tbb_executor(6);
  const auto between = make_tbb_executor(3);
  for (const auto* executor : {&wide, &between, &narrow}) expect_tasks_at_once(**executor);
}

// A task that uses TBB itself waits for it. Another task that its thread took meanwhile would find
// the memory of this one's worker in use.
TEST(TbbExecutor, TakesNoOtherTaskWhileOneWaits) {
  const auto executor = make_tbb_executor(4);
  std::array<std::atomic<int>, 4> under_way{};
  std::atomic<int> nested = 0;
  std::atomic<double> sum = 0.0;
  for (int repeat = 0; repeat < 300; ++repeat) {
    executor->run(64, [&](Eigen::Index, int worker) {
      auto& own = under_way[static_cast<std::size_t>(worker)];
      if (own.fetch_add(1) > 0) ++nested;
      oneapi::tbb::parallel_for(0, 64, [&](int i) {
        double work = i;
        for (int k = 0; k < 200; ++k) work = std::sqrt(work + k);
        sum = work;
      });
      own.fetch_sub(1);
    });
  }
  EXPECT_EQ(nested, 0);
}

}  // namespace
}  // namespace ravine
