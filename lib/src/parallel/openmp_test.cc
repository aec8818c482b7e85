#include <gtest/gtest.h>

#include <thread>

#include "parallel/backend.h"
#include "parallel/executor_test.h"

namespace ravine {
namespace {

TEST(OpenMpExecutor, KeepsThePromisesOfAnExecutor) {
  for (const int threads : {1, 2, 3, 8}) {
    const auto executor = make_openmp_executor(threads);
    EXPECT_EQ(executor->backend(), "openmp");
    EXPECT_EQ(executor->threads(), threads);
    expect_promises(*executor);
  }
}

TEST(OpenMpExecutor, RunsAsManyTasksAtOnceAsItHasThreads) {
  for (const int threads : {2, 4}) expect_tasks_at_once(*make_openmp_executor(threads));
}

TEST(OpenMpExecutor, OneTaskRunsOnTheCallingThread) {
  const auto caller = std::this_thread::get_id();
  make_openmp_executor(4)->run(1, [&](Eigen::Index, int worker) {
    EXPECT_EQ(worker, 0);
    EXPECT_EQ(std::this_thread::get_id(), caller);
  });
}

}  // namespace
}  // namespace ravine
