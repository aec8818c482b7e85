#include "core/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/random/mersenne_twister.hpp>
#include <cmath>
#include <map>
#include <numeric>
#include <random>
#include <vector>

namespace ravine {
namespace {

using Stream = Random::Stream;

// The 10000th output of a default mt19937_64, as the C++ standard gives it ([rand.predef]).
TEST(Random, EngineIsTheStandardMersenneTwister) {
  boost::random::mt19937_64 engine;
  engine.discard(9999);
  EXPECT_EQ(engine(), 9981545732273789042ULL);
}

// The C++ standard fixes mt19937_64 and seed_seq to the bit. Those of the standard library are
// therefore an independent reference for seeds and streams on every platform.
TEST(Random, SeedAndStreamFixTheNumbersOnEveryPlatform) {
  for (const std::uint64_t seed : {0ULL, 1ULL, 42ULL, 0xFFFFFFFF00000001ULL}) {
    for (const Stream stream : {Stream::kStart, Stream::kBatch, Stream::kModel}) {
      std::seed_seq words{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32U),
                          static_cast<std::uint32_t>(stream)};
      std::mt19937_64 engine(words);
      Random random(seed, stream);
      for (int i = 0; i < 1000; ++i) {
        const double expected = static_cast<double>(engine()) / 0x1p64;
        ASSERT_EQ(random.uniform(0.0, 1.0), expected);
      }
    }
  }
}

TEST(Random, StreamsOfOneSeedShareNoNumbers) {
  EXPECT_NE(Random(1, Stream::kStart).uniform(0, 1), Random(1, Stream::kBatch).uniform(0, 1));
  EXPECT_NE(Random(1, Stream::kData).uniform(0, 1), Random(2, Stream::kData).uniform(0, 1));
  // Both halves of a seed count.
  EXPECT_NE(Random(1, Stream::kData).uniform(0, 1),
            Random(1 + (1ULL << 32U), Stream::kData).uniform(0, 1));
}

TEST(Random, UniformStaysInItsHalfOpenRange) {
  Random random(3, Stream::kData);
  double sum = 0.0;
  for (int i = 0; i < 100000; ++i) {
    const double u = random.uniform(-2.0, 6.0);
    ASSERT_GE(u, -2.0);
    ASSERT_LT(u, 6.0);
    sum += u;
  }
  // Five standard errors, 8 / sqrt(12) / sqrt(1e5) each.
  EXPECT_NEAR(sum / 1e5, 2.0, 5.0 * 8.0 / std::sqrt(12.0 * 1e5));
}

TEST(Random, NormalHasItsMomentsAndTails) {
  Random random(4, Stream::kData);
  double sum = 0.0;
  double squares = 0.0;
  double fourths = 0.0;
  int beyond_two = 0;
  constexpr int kCount = 200000;
  for (int i = 0; i < kCount; ++i) {
    const double z = random.normal();
    sum += z;
    squares += z * z;
    fourths += z * z * z * z;
    beyond_two += std::abs(z) > 2.0;
  }
  // Five standard errors: of z 1, of z^2 sqrt(2), of z^4 sqrt(96), each over sqrt(count).
  const double error = 5.0 / std::sqrt(kCount);
  EXPECT_NEAR(sum / kCount, 0.0, error);
  EXPECT_NEAR(squares / kCount, 1.0, std::sqrt(2.0) * error);
  EXPECT_NEAR(fourths / kCount, 3.0, std::sqrt(96.0) * error);
  // P(|z| > 2) = 0.0455 (any table of the normal distribution).
  EXPECT_NEAR(beyond_two / static_cast<double>(kCount), 0.0455, 0.21 * error);
}

TEST(Random, BelowGivesEachNumberEquallyOften) {
  for (const Eigen::Index bound : {1, 2, 3, 10}) {
    Random random(5, Stream::kBatch);
    std::vector<int> counts(static_cast<std::size_t>(bound));
    for (int i = 0; i < 60000; ++i) {
      const Eigen::Index drawn = random.below(bound);
      ASSERT_GE(drawn, 0);
      ASSERT_LT(drawn, bound);
      ++counts[static_cast<std::size_t>(drawn)];
    }
    const double p = 1.0 / static_cast<double>(bound);
    for (const int count : counts) {
      EXPECT_NEAR(count, 60000 * p, 5.0 * std::sqrt(60000 * p * (1.0 - p))) << bound;
    }
  }
}

TEST(Random, DirectionHasUnitLengthAndNoPreference) {
  for (const Eigen::Index n : {1, 2, 10, 1000}) {
    Random random(6, Stream::kDirection);
    Eigen::VectorXd sum = Eigen::VectorXd::Zero(n);
    for (int i = 0; i < 2000; ++i) {
      const Eigen::VectorXd d = random.direction(n);
      ASSERT_NEAR(d.norm(), 1.0, 1e-14);
      sum += d;
    }
    // |sum|^2 has mean 2000; its standard deviation is at most sqrt(2) times that (n = 1).
    EXPECT_LT(sum.squaredNorm(), 2000.0 * (1.0 + 5.0 * std::sqrt(2.0))) << n;
  }
}

TEST(Random, ShuffleGivesEachPermutationEquallyOften) {
  Random random(7, Stream::kBatch);
  std::map<std::vector<Eigen::Index>, int> counts;
  for (int i = 0; i < 24000; ++i) {
    std::vector<Eigen::Index> items = {0, 1, 2, 3};
    random.shuffle(items);
    ++counts[items];
  }
  ASSERT_EQ(counts.size(), 24U);  // 4! orders, each a permutation
  double chi_squared = 0.0;
  for (const auto& [order, count] : counts) chi_squared += (count - 1e3) * (count - 1e3) / 1e3;
  EXPECT_LT(chi_squared, 49.73);  // the 99.9 % point with 23 degrees of freedom
}

TEST(Random, ShuffleKeepsEveryItemForAnySize) {
  for (std::size_t n = 0; n < 40; ++n) {
    Random random(n, Stream::kBatch);
    std::vector<Eigen::Index> items(n);
    std::iota(items.begin(), items.end(), Eigen::Index{0});
    std::vector<Eigen::Index> shuffled = items;
    random.shuffle(shuffled);
    std::sort(shuffled.begin(), shuffled.end());
    EXPECT_EQ(shuffled, items);
  }
}

}  // namespace
}  // namespace ravine
