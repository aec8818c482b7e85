#include "parallel/first_exception.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace ravine {
namespace {

std::string caught(const FirstException& exception) {
  try {
    exception.rethrow();
  } catch (const std::exception& error) {
    return error.what();
  }
  return "";
}

TEST(FirstException, IsSilentWhereNothingWasThrown) {
  FirstException exception;
  int calls = 0;
  exception.guard(3, [&] { ++calls; });
  EXPECT_EQ(calls, 1);
  EXPECT_NO_THROW(exception.rethrow());
}

TEST(FirstException, KeepsTheSmallestIndexInAnyOrderOfArrival) {
  for (const std::vector<int>& order : {std::vector{0, 4, 9}, {9, 4, 0}, {4, 0, 9}, {4, 9, 0}}) {
    FirstException exception;
    for (const int i : order) {
      exception.guard(i, [&] { throw std::runtime_error(std::to_string(i)); });
    }
    EXPECT_EQ(caught(exception), "0");
  }
}

TEST(FirstException, CarriesThingsThatAreNoExceptions) {
  FirstException exception;
  exception.guard(0, [] { throw 42; });
  EXPECT_THROW(exception.rethrow(), int);
}

TEST(FirstException, KeepsTheSmallestIndexOfSeveralThreads) {
  for (int repeat = 0; repeat < 20; ++repeat) {
    FirstException exception;
    std::vector<std::thread> threads;
    for (int i = 8; i > 0; --i) {
      threads.emplace_back([&exception, i] {
        exception.guard(i, [&] { throw std::runtime_error(std::to_string(i)); });
      });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(caught(exception), "1");
  }
}

}  // namespace
}  // namespace ravine
