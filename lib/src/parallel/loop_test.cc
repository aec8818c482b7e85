#include "parallel/loop.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace ravine {
namespace {

TEST(Loop, RunsEachTaskWithItsWorkerAndShowsTheCallerWhatTheyWrote) {
  std::vector<int> workers(8, -1);
  const auto task = [&](Eigen::Index i, int worker) {
    workers[static_cast<std::size_t>(i)] = worker;
  };
  Loop loop(task);
  std::vector<std::thread> threads;
  for (int worker = 0; worker < 2; ++worker) {
    threads.emplace_back([&loop, worker] {
      for (Eigen::Index i = worker; i < 8; i += 2) loop.run(i, worker);
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_NO_THROW(loop.finish());
  EXPECT_EQ(workers, (std::vector<int>{0, 1, 0, 1, 0, 1, 0, 1}));
}

TEST(Loop, EndsWithTheExceptionOfTheSmallestTask) {
  const auto task = [](Eigen::Index i, int) {
    if (i != 1) throw std::out_of_range(std::to_string(i));
  };
  Loop loop(task);
  for (const Eigen::Index i : {5, 1, 2, 9}) loop.run(i, 0);
  try {
    loop.finish();
    FAIL() << "nothing was thrown";
  } catch (const std::out_of_range& error) {
    EXPECT_STREQ(error.what(), "2");
  }
}

}  // namespace
}  // namespace ravine
