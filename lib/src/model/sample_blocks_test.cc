#include "model/sample_blocks.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <span>

#include "model/risk_test.h"

namespace ravine {
namespace {

/// Samples whose first feature and whose target both tell their number, so that what a block holds
/// can be read from it.
Features numbered(Index n, Index d, bool sparse) {
  RowMatrix x = RowMatrix::Constant(n, d, 0.5);
  for (Index i = 0; i < n; ++i) x(i, 0) = static_cast<double>(i + 1);
  return sparse ? Features(SparseRows(x.sparseView())) : Features(std::move(x));
}
VectorXd numbers(Index n) { return VectorXd::LinSpaced(n, 1.0, static_cast<double>(n)); }

/// The samples of every block of every chunk, in the order of the visit.
std::vector<Index> visited(const SampleBlocks& blocks, const Samples& samples, Index d) {
  RowMatrix first = RowMatrix::Zero(1, d);
  first(0, 0) = 1.0;
  std::vector<Index> seen;
  BlockMemory memory;
  for (Index chunk = 0; chunk < samples.chunks.count(); ++chunk) {
    blocks.for_each(samples, chunk, memory, [&](const SampleBlock& block) {
      RowMatrix scores(block.rows.count(), 1);
      block.rows.multiply(first, scores);
      EXPECT_EQ(scores.col(0), block.targets);
      for (const double number : block.targets) seen.push_back(std::lround(number) - 1);
    });
  }
  return seen;
}

TEST(SampleBlocks, VisitEachSampleOnceWithItsTarget) {
  for (const bool sparse : {false, true}) {
    for (const Index d : {1, 5, 60, 784}) {
      for (const Index n : {1, 7, 150, 4001}) {
        for (const Index dimension : {d, d + 1, 10 * d, Index{5000}}) {
          const Features features = numbered(n, d, sparse);
          const SampleBlocks blocks(features, numbers(n), dimension);
          std::vector<Index> seen = visited(blocks, blocks.all(), d);
          std::sort(seen.begin(), seen.end());
          EXPECT_EQ(static_cast<Index>(seen.size()), n);
          for (Index i = 0; i < std::ssize(seen); ++i) {
            ASSERT_EQ(seen[static_cast<std::size_t>(i)], i) << n << ' ' << d << ' ' << dimension;
          }
        }
      }
    }
  }
}

TEST(SampleBlocks, VisitAMiniBatchInItsOwnOrder) {
  for (const bool sparse : {false, true}) {
    const Index n = 4001;
    const Features features = numbered(n, 60, sparse);
    const SampleBlocks blocks(features, numbers(n), 60);
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
      Random random(seed, Random::Stream::kBatch);
      std::vector<Index> batch(1 + static_cast<std::size_t>(random.below(3000)));
      for (Index& term : batch) term = random.below(n);
      EXPECT_EQ(visited(blocks, blocks.of(batch), 60), batch);
      const auto part = std::span<const Index>(batch).first(batch.size() - batch.size() / 2);
      const auto seen = visited(blocks, blocks.of(Batch(batch, 0, part.size())), 60);
      EXPECT_TRUE(std::ranges::equal(seen, part));
    }
  }
}

// By hand: of the products' multiplications, a chunk has at least 131,072 and 32 per parameter.
TEST(SampleBlocks, CutAMiniBatchByItsWork) {
  struct Case {
    Index dimension;
    Index batch;
    Index chunks;
  };
  constexpr Case kCases[] = {
      {50890, 32, 1},  {50890, 63, 1},   {50890, 64, 2},     // a perceptron 784-64-10: 32 samples
      {50890, 128, 4}, {50890, 512, 16}, {50890, 2000, 32},  // of a wide model at most 32 chunks
      {7850, 32, 1},   {7850, 128, 4},   {785, 128, 1},      // ten classes: 32; two classes: 167
      {785, 333, 1},   {785, 334, 2},    {785, 512, 3}};
  const Features features = numbered(2000, 784, false);
  std::vector<Index> order(2000);
  for (Index i = 0; i < std::ssize(order); ++i) order[static_cast<std::size_t>(i)] = i;
  for (const Case& each : kCases) {
    const SampleBlocks blocks(features, numbers(2000), each.dimension);
    const Batch batch(order, 0, static_cast<std::size_t>(each.batch));
    EXPECT_EQ(blocks.of(batch).chunks.count(), each.chunks) << each.dimension << ' ' << each.batch;
  }
  // One entry in 784: the gradient's own cost outweighs 512 samples.
  const Features sparse(SparseRows(RowMatrix::Identity(2000, 784).sparseView()));
  const SampleBlocks blocks(sparse, numbers(2000), 785);
  EXPECT_EQ(blocks.of(Batch(order, 0, 512)).chunks.count(), 1);
}

// 64 chunks of as many samples as a chunk has at most, and then more chunks. None has a sample more
// than the multiple of 16 that comes next.
TEST(SampleBlocks, CutsLargeDataIntoMoreChunks) {
  struct Case {
    Index n;
    Index dimension;
    Index count;
  };
  for (const Case& each : {Case{8'000'000, 1, 64}, Case{8'388'608, 8, 64}, Case{8'388'609, 8, 65},
                           Case{12'000'000, 5000, 92}, Case{3'000'000, 5000, 32}}) {
    const Features features{RowMatrix::Zero(each.n, 1)};
    const SampleBlocks blocks(features, VectorXd::Zero(each.n), each.dimension);
    const Chunks chunks = blocks.all().chunks;
    EXPECT_EQ(chunks.count(), each.count) << each.n;
    EXPECT_LE(chunks.size, each.n < 8'000'000 ? 93'760 : 131'072);
  }
}

// More than a core's own cache, so that the terms which come next are asked for meanwhile.
TEST(SampleBlocks, WhatComesNextChangesNoBits) {
  for (const Pair& pair : every_pair()) {
    const Sample sample = random_sample(2400, 60, pair.labels, 1.0);
    const EmpiricalRisk risk = pair.risk(sample, 0.37);
    const VectorXd theta = random_theta(risk.dimension(), 6);
    std::vector<Index> order = all_of(sample);
    Random(1, Random::Stream::kBatch).shuffle(order);
    for (const std::size_t size : {1, 3, 8, 100, 2395}) {
      const std::span<const Index> batch = std::span(order).first(size);
      VectorXd gradient;
      const double value = risk.batch_value_and_gradient(serial_executor(), batch, theta, gradient);
      for (const std::size_t known : {1, 2, 5}) {
        VectorXd told;
        const Batch with_next{std::span(order).first(size + known), 0, size};
        EXPECT_EQ(risk.batch_value_and_gradient(serial_executor(), with_next, theta, told), value)
            << pair.name() << ' ' << size;
        EXPECT_EQ(told, gradient) << pair.name() << ' ' << size;
      }
    }
  }
}

}  // namespace
}  // namespace ravine
