#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdexcept>
#include <string>
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

#if defined(__SANITIZE_THREAD__)
constexpr bool kThreadSanitizer = true;
#else
constexpr bool kThreadSanitizer = false;
#endif

// What a forked process says to ten tasks: its exit status, 0 where they ran and 1 where they were
// refused. One that hangs is killed by its alarm.
int in_a_fork(const Executor& executor) {
  const pid_t child = fork();
  if (child == 0) {
    alarm(20);
    int status = 0;
    try {
      executor.run(10, [](Eigen::Index, int) {});
    } catch (const std::runtime_error& error) {
      const std::string message = error.what();
      status = message.find("forked after OpenMP had started threads") != message.npos ? 1 : 2;
    }
    _exit(status);
  }
  int status = -1;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(OpenMpExecutor, RefusesAfterAForkWhoseThreadsAreGone) {
  if (kThreadSanitizer) GTEST_SKIP() << "the sanitizer starts no threads after a fork";
  const auto executor = make_openmp_executor(2);
  executor->run(10, [](Eigen::Index, int) {});
  EXPECT_EQ(in_a_fork(*executor), 1);
}

TEST(OpenMpExecutor, RunsInAForkOfAThreadThatHadStartedNone) {
  if (kThreadSanitizer) GTEST_SKIP() << "the sanitizer starts no threads after a fork";
  std::thread([] { EXPECT_EQ(in_a_fork(*make_openmp_executor(2)), 0); }).join();
}

TEST(TbbExecutor, RunsInAForkAfterBothHaveStartedThreads) {
  if (kThreadSanitizer) GTEST_SKIP() << "the sanitizer starts no threads after a fork";
  make_tbb_executor(2)->run(10, [](Eigen::Index, int) {});
  make_openmp_executor(2)->run(10, [](Eigen::Index, int) {});
  EXPECT_EQ(in_a_fork(*make_tbb_executor(2)), 0);
}

}  // namespace
}  // namespace ravine
