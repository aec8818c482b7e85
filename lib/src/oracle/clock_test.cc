#include "oracle/clock.h"

#include <gtest/gtest.h>

#include <chrono>
#include <ctime>
#include <thread>

namespace ravine {
namespace {

void wait(int milliseconds) {
  std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
}

// Sleeps last at least as long as asked for, so every bound below is one that holds on any machine.
TEST(Clock, AddsItsSpans) {
  Clock clock;
  EXPECT_EQ(clock.seconds(), 0.0);
  clock.start();
  wait(10);
  clock.stop();
  const double first = clock.seconds();
  EXPECT_GE(first, 0.010);
  wait(5);
  EXPECT_EQ(clock.seconds(), first);
  clock.start();
  wait(10);
  EXPECT_GE(clock.seconds(), first + 0.010);
  clock.stop();
  const double second = clock.seconds();
  clock.stop();
  EXPECT_EQ(clock.seconds(), second);
}

TEST(Clock, StandsStillInAPauseAndGoesOnAfterTheOuterOne) {
  Clock clock;
  clock.start();
  double paused = 0.0;
  {
    const Clock::Pause outer(clock);
    paused = clock.seconds();
    { const Clock::Pause inner(clock); }
    wait(10);
    EXPECT_EQ(clock.seconds(), paused);
  }
  wait(5);
  EXPECT_GE(clock.seconds(), paused + 0.005);
}

TEST(Clock, APauseDoesNotStartAClockThatStood) {
  Clock clock;
  { const Clock::Pause pause(clock); }
  wait(2);
  EXPECT_EQ(clock.seconds(), 0.0);
}

TEST(Clock, SleepCostsNoProcessTimeAndWorkDoes) {
  Clock clock;
  clock.start();
  wait(50);
  clock.stop();
  EXPECT_LT(clock.cpu_seconds(), 0.5 * clock.seconds());
  const double before = clock.cpu_seconds();
  clock.start();
  while (clock.seconds() < 0.1) {
  }
  clock.stop();
  EXPECT_GT(clock.cpu_seconds(), before);
}

// Each span of work costs 30 ms of the process at least, whatever else the machine does.
TEST(Clock, AddsTheProcessTimeOfItsSpans) {
  const auto work = [] {
    const std::clock_t begin = std::clock();
    while (std::clock() - begin < 30 * CLOCKS_PER_SEC / 1000) {
    }
  };
  Clock clock;
  for (int span = 1; span <= 3; ++span) {
    clock.start();
    work();
    clock.stop();
    EXPECT_GE(clock.cpu_seconds(), 0.029 * span);
  }
  const double before = clock.cpu_seconds();
  work();
  EXPECT_EQ(clock.cpu_seconds(), before);
}

}  // namespace
}  // namespace ravine
