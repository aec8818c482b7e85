#include "ravine/executor.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <vector>

namespace ravine {
namespace {

TEST(SerialExecutor, RunsEveryTaskOnceInOrderOnWorkerZero) {
  EXPECT_EQ(serial_executor().backend(), "serial");
  EXPECT_EQ(serial_executor().threads(), 1);
  for (const Eigen::Index count : {0, 1, 7}) {
    std::vector<Eigen::Index> seen;
    serial_executor().run(count, [&](Eigen::Index i, int worker) {
      EXPECT_EQ(worker, 0);
      seen.push_back(i);
    });
    ASSERT_EQ(static_cast<Eigen::Index>(seen.size()), count);
    for (Eigen::Index i = 0; i < count; ++i) EXPECT_EQ(seen[static_cast<std::size_t>(i)], i);
  }
}

TEST(SerialExecutor, GivesTheFirstExceptionToTheCaller) {
  int calls = 0;
  const auto task = [&](Eigen::Index i, int) {
    ++calls;
    if (i >= 2) throw std::out_of_range(std::to_string(i));
  };
  try {
    serial_executor().run(5, task);
    FAIL() << "nothing was thrown";
  } catch (const std::out_of_range& error) {
    EXPECT_STREQ(error.what(), "2");
  }
  EXPECT_EQ(calls, 3);
}

TEST(TaskRef, BorrowsTheCallableWithoutACopy) {
  struct Counter {
    int calls = 0;
    void operator()(Eigen::Index, int) { ++calls; }
  } counter;
  const TaskRef task(counter);
  task(0, 0);
  task(1, 0);
  EXPECT_EQ(counter.calls, 2);
}

}  // namespace
}  // namespace ravine
