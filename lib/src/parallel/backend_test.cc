#include "parallel/backend.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <thread>
#include <vector>

#include "parallel/executor_test.h"

namespace ravine {
namespace {

TEST(Backends, AreFoundByTheirNames) {
  std::vector<std::string> names;
  for (const BackendInfo& info : backends()) {
    names.push_back(info.name);
    EXPECT_FALSE(info.summary.empty());
    EXPECT_EQ(make_executor(info.name, 3)->backend(), info.name);
  }
  EXPECT_EQ(names, (std::vector<std::string>{"serial", "openmp", "tbb"}));
  EXPECT_EQ(make_executor("", 1)->backend(), "serial");
}

TEST(Backends, UseTheThreadsAskedForAndSerialOne) {
  for (const int threads : {1, 2, 5, 4096}) {
    EXPECT_EQ(make_executor("serial", threads)->threads(), 1);
    EXPECT_EQ(make_executor("openmp", threads)->threads(), threads);
  }
  for (const int threads : {1, 2, 5}) EXPECT_EQ(make_executor("tbb", threads)->threads(), threads);
}

TEST(Backends, RefuseAnUnknownNameAndList) {
  try {
    make_executor("opnmp", 1);
    FAIL() << "nothing was thrown";
  } catch (const std::invalid_argument& error) {
    const std::string message = error.what();
    EXPECT_NE(message.find("'opnmp'"), std::string::npos) << message;
    EXPECT_NE(message.find("serial, openmp, tbb"), std::string::npos) << message;
  }
}

TEST(Backends, RefuseAThreadCountThatIsNone) {
  for (const BackendInfo& info : backends()) {
    for (const int threads : {-1, 0, 4097, 2147483647}) {
      EXPECT_THROW(make_executor(info.name, threads), std::invalid_argument) << threads;
    }
  }
}

TEST(Backends, SerialKeepsThePromisesOfAnExecutor) { expect_promises(*make_executor("serial", 1)); }

TEST(Backends, ServeTwoCallersAtOnce) {
  for (const BackendInfo& info : backends()) {
    const auto executor = make_executor(info.name, 2);
    std::vector<std::thread> callers;
    for (int caller = 0; caller < 2; ++caller) {
      callers.emplace_back([&] {
        for (int repeat = 0; repeat < 50; ++repeat) expect_each_task_once(*executor, 64);
      });
    }
    for (std::thread& caller : callers) caller.join();
  }
}

}  // namespace
}  // namespace ravine
