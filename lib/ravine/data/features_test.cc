#include "ravine/data/features.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

#include "ravine/core/random.h"

namespace ravine {
namespace {

RowMatrix random_matrix(Random& random, Index rows, Index columns, double density = 1.0) {
  RowMatrix x(rows, columns);
  for (double& value : x.reshaped()) {
    value = random.uniform(0.0, 1.0) < density ? random.normal() : 0.0;
  }
  return x;
}

/// Row by row in long double, with no library's product.
RowMatrix product(const RowMatrix& a, const RowMatrix& b) {
  RowMatrix out(a.rows(), b.cols());
  for (Index i = 0; i < a.rows(); ++i) {
    for (Index k = 0; k < b.cols(); ++k) {
      long double sum = 0.0L;
      for (Index j = 0; j < a.cols(); ++j) sum += static_cast<long double>(a(i, j)) * b(j, k);
      out(i, k) = static_cast<double>(sum);
    }
  }
  return out;
}

double difference(const RowMatrix& a, const RowMatrix& b) {
  return a.size() == 0 ? 0.0 : (a - b).cwiseAbs().maxCoeff();
}

/// A matrix, and the same as dense and as sparse features.
struct Case {
  Case(std::uint64_t seed, Index n, Index d)
      : random(seed, Random::Stream::kData),
        x(random_matrix(random, n, d, 0.3)),
        both{Features(x), Features(SparseRows(x.sparseView()))} {}
  Random random;
  RowMatrix x;
  std::vector<Features> both;
};

TEST(Features, ProductsOfABlockOfRows) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    Case c(seed, 23, 11);
    for (const Index outputs : {1, 3}) {
      const RowMatrix weights = random_matrix(c.random, 11, outputs);
      for (const auto& [begin, end] : {std::pair<Index, Index>{0, 23}, {5, 12}, {22, 23}, {4, 4}}) {
        const RowMatrix block = c.x.middleRows(begin, end - begin);
        const RowMatrix factors = random_matrix(c.random, end - begin, outputs);
        const RowMatrix start = random_matrix(c.random, 11, outputs);
        for (const Features& features : c.both) {
          // What `times` finds in `out` must not count.
          RowMatrix out =
              RowMatrix::Constant(end - begin, outputs, std::numeric_limits<double>::quiet_NaN());
          features.times(begin, end, weights, out);
          EXPECT_LE(difference(out, product(block, weights)), 1e-14) << seed;
          RowMatrix sum = start;
          features.add_transposed_times(begin, end, factors, sum);
          EXPECT_LE(difference(sum, start + product(block.transpose(), factors)), 1e-13) << seed;
        }
      }
    }
  }
}

TEST(Features, ProductsOfABatchInItsOrder) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    Case c(seed, 23, 11);
    const std::vector<Index> batch = {7, 0, 22, 7};  // one of them twice
    RowMatrix rows(4, 11);
    for (Index i = 0; i < 4; ++i) rows.row(i) = c.x.row(batch[static_cast<std::size_t>(i)]);
    const RowMatrix weights = random_matrix(c.random, 11, 2);
    const RowMatrix factors = random_matrix(c.random, 4, 2);
    for (const Features& features : c.both) {
      RowMatrix out = RowMatrix::Constant(4, 2, std::numeric_limits<double>::quiet_NaN());
      Rows(features, batch).times(weights, out);
      EXPECT_LE(difference(out, product(rows, weights)), 1e-14) << seed;
      RowMatrix sum = RowMatrix::Ones(11, 2);
      Rows(features, batch).add_transposed_times(factors, sum);
      EXPECT_LE(difference(sum, RowMatrix::Ones(11, 2) + product(rows.transpose(), factors)), 1e-14)
          << seed;
    }
  }
}

TEST(Features, SizesAndBytes) {
  const Features none;
  EXPECT_EQ(none.rows(), 0);
  EXPECT_EQ(none.bytes(), 0U);
  const Features dense(RowMatrix::Zero(3, 5));
  EXPECT_FALSE(dense.sparse());
  EXPECT_EQ(dense.rows(), 3);
  EXPECT_EQ(dense.cols(), 5);
  EXPECT_EQ(dense.bytes(), 3U * 5U * 8U);
  SparseRows entries(3, 5);
  entries.insert(1, 4) = 2.0;
  entries.insert(2, 0) = 3.0;
  const Features sparse(std::move(entries));
  EXPECT_TRUE(sparse.sparse());
  EXPECT_EQ(sparse.rows(), 3);
  EXPECT_EQ(sparse.cols(), 5);
  // two entries of a double and a 4-byte column, and where the 3 rows begin and the last ends
  EXPECT_EQ(sparse.bytes(), 2U * 12U + 4U * 4U);
}

}  // namespace
}  // namespace ravine
