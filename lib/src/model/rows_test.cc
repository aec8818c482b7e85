#include "model/rows.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

#include "core/random.h"

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

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

// Widths around those of the machine's vectors, and outputs around those of the kernels' tiles.
constexpr Index kWidths[] = {1, 3, 8, 11, 16, 21, 77};
constexpr Index kOutputs[] = {1, 2, 3, 6, 7, 12, 13, 30};

/// The products of some rows, whose numbers are `x`, against the plain ones.
void expect_products(Random& random, const Rows& rows, const RowMatrix& x) {
  for (const Index outputs : kOutputs) {
    const RowMatrix weights = random_matrix(random, outputs, x.cols());
    const RowMatrix factors = random_matrix(random, x.rows(), outputs);
    const RowMatrix start = random_matrix(random, outputs, x.cols());
    // What `multiply` finds in `scores` must not count.
    RowMatrix scores = RowMatrix::Constant(x.rows(), outputs, kNan);
    rows.multiply(weights, scores);
    EXPECT_LE(difference(scores, product(x, weights.transpose())), 1e-13) << outputs;
    RowMatrix sum = start;
    rows.accumulate(factors, sum);
    EXPECT_LE(difference(sum, start + product(factors.transpose(), x)), 1e-13) << outputs;
  }
}

TEST(Rows, ProductsOfABlockOfRows) {
  for (const Index d : kWidths) {
    Case c(static_cast<std::uint64_t>(d), 23, d);
    for (const auto& [begin, end] : {std::pair<Index, Index>{0, 23}, {5, 14}, {22, 23}, {4, 4}}) {
      for (const Features& features : c.both) {
        expect_products(c.random, Rows(features, begin, end), c.x.middleRows(begin, end - begin));
      }
    }
  }
}

TEST(Rows, ProductsOfABatchInItsOrder) {
  const std::vector<Index> batch = {7, 0, 22, 7, 3, 9, 1, 20, 5, 6};  // one of them twice
  for (const Index d : kWidths) {
    Case c(static_cast<std::uint64_t>(d), 23, d);
    RowMatrix x(10, d);
    for (Index i = 0; i < 10; ++i) x.row(i) = c.x.row(batch[static_cast<std::size_t>(i)]);
    for (const Features& features : c.both) expect_products(c.random, Rows(features, batch), x);
  }
}

// One row's products never depend on which rows it is taken with, so a chunk may be cut anywhere.
TEST(Rows, TheSweepOverTwoBlocksHasTheBitsOfTwoProducts) {
  for (const Precision precision : {Precision::kDouble, Precision::kFloat}) {
    for (const Index d : kWidths) {
      for (const Index outputs : {1, 3}) {
        Case c(static_cast<std::uint64_t>(d), 60, d);
        const RowMatrix weights = random_matrix(c.random, outputs, d);
        for (const auto& [middle, end] : {std::pair<Index, Index>{16, 32}, {16, 21}, {5, 60}}) {
          for (const Features& stored : c.both) {
            const Features features = stored.stored_as(precision);
            const Rows last(features, 0, middle);
            const Rows next(features, middle, end);
            const RowMatrix factors = random_matrix(c.random, middle, outputs);
            RowMatrix sum = RowMatrix::Ones(outputs, d);
            RowMatrix scores = RowMatrix::Constant(end - middle, outputs, kNan);
            last.accumulate(factors, sum);
            next.multiply(weights, scores);
            RowMatrix swept_sum = RowMatrix::Ones(outputs, d);
            RowMatrix swept_scores = RowMatrix::Constant(end - middle, outputs, kNan);
            last.accumulate_and_multiply(factors, swept_sum, next, weights, swept_scores);
            EXPECT_EQ(swept_sum, sum) << d;
            EXPECT_EQ(swept_scores, scores) << d;
          }
        }
      }
    }
  }
}

TEST(Rows, ProductsOfFloatsAreThoseOfTheRoundedNumbers) {
  for (const Index d : kWidths) {
    Case c(static_cast<std::uint64_t>(d), 23, d);
    const RowMatrix rounded = c.x.cast<float>().cast<double>();
    for (const Features& features : c.both) {
      const Features floats = features.stored_as(Precision::kFloat);
      expect_products(c.random, Rows(floats, 2, 21), rounded.middleRows(2, 19));
    }
  }
}

}  // namespace
}  // namespace ravine
