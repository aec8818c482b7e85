#include "parallel/ordered.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <bit>
#include <cmath>
#include <cstdint>
#include <stdexcept>
#include <vector>

#include "core/random.h"
#include "parallel/backend.h"

namespace ravine {
namespace {

std::vector<std::unique_ptr<Executor>> every_executor() {
  std::vector<std::unique_ptr<Executor>> all;
  for (const auto& backend : backends()) {
    for (const int threads : {1, 2, 3, 8}) all.push_back(make_executor(backend.name, threads));
  }
  return all;
}

TEST(OrderedSum, SameBitsOnEveryBackendForAnyThreads) {
  for (const Index n : {0L, 1L, 2L, 3L, 4093L, 4099L, 65537L, 1000000L}) {
    Random random(7, Random::Stream::kData);
    std::vector<double> values(static_cast<std::size_t>(n));
    long double exact = 0.0L;
    long double absolute = 0.0L;
    for (double& value : values) {
      value = random.normal() * std::exp(random.uniform(-20.0, 20.0));
      exact += value;
      absolute += std::abs(value);
    }
    const double reference = ordered_sum(serial_executor(), values);
    EXPECT_LE(std::abs(static_cast<long double>(reference) - exact), 1e-12L * absolute) << n;
    for (const auto& executor : every_executor()) {
      EXPECT_EQ(std::bit_cast<std::uint64_t>(ordered_sum(*executor, values)),
                std::bit_cast<std::uint64_t>(reference))
          << n << ' ' << executor->backend() << ':' << executor->threads();
    }
  }
}

TEST(TreeSumColumns, SameBitsOnEveryBackendForAnyThreads) {
  for (const Index columns : {1, 2, 3, 7, 64}) {
    const Eigen::MatrixXd partials = Eigen::MatrixXd::Random(5003, columns);
    Eigen::MatrixXd reference = partials;
    tree_sum_columns(serial_executor(), reference);
    EXPECT_LE((reference.col(0) - partials.rowwise().sum()).cwiseAbs().maxCoeff(), 1e-13);
    for (const auto& executor : every_executor()) {
      Eigen::MatrixXd sums = partials;
      tree_sum_columns(*executor, sums);
      EXPECT_TRUE(sums.col(0) == reference.col(0)) << executor->backend();
    }
  }
}

TEST(Executor, RunsEachTaskOnceAndNoWorkerTwiceAtATime) {
  for (const auto& executor : every_executor()) {
    std::vector<std::atomic<int>> calls(997);
    std::vector<std::atomic<int>> busy(static_cast<std::size_t>(executor->threads()));
    std::atomic<bool> overlap = false;
    executor->run(997, [&](Index i, int worker) {
      if (busy.at(static_cast<std::size_t>(worker))++ != 0) overlap = true;
      ++calls[static_cast<std::size_t>(i)];
      --busy[static_cast<std::size_t>(worker)];
    });
    for (const auto& count : calls) EXPECT_EQ(count, 1);
    EXPECT_FALSE(overlap) << executor->backend() << ':' << executor->threads();
  }
}

TEST(Executor, TheSmallestTasksExceptionReachesTheCaller) {
  for (const auto& executor : every_executor()) {
    try {
      executor->run(100, [](Index i, int) {
        if (i % 10 == 3) throw std::runtime_error(std::to_string(i));
      });
      FAIL() << "no exception from " << executor->backend();
    } catch (const std::runtime_error& error) {
      EXPECT_STREQ(error.what(), "3");
    }
  }
}

TEST(MakeExecutor, RefusesWhatItCannotUse) {
  EXPECT_THROW(make_executor("cuda", 1), std::invalid_argument);
  EXPECT_THROW(make_executor("tbb", 0), std::invalid_argument);
  EXPECT_THROW(make_executor("serial", -1), std::invalid_argument);
}

TEST(Chunks, AreAtMostAsManyAsWanted) {
  for (Index n = 1; n <= 2000; ++n) {
    const Chunks chunks = Chunks::of(n, 1, 64);
    ASSERT_LE(chunks.count(), 64) << n;
    ASSERT_GE(chunks.count(), std::min<Index>(n, 32)) << n;
    ASSERT_EQ(chunks.end(chunks.count() - 1), n);
  }
}

}  // namespace
}  // namespace ravine
