#include "ravine/data_set.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/random.h"

namespace ravine {
namespace {

/// A matrix whose columns have means from 0 to 1e6 and deviations of their own.
RowMatrix random_matrix(std::uint64_t seed, Index rows, Index columns) {
  Random random(seed, Random::Stream::kData);
  RowMatrix x(rows, columns);
  for (Index i = 0; i < rows; ++i) {
    for (Index j = 0; j < columns; ++j) {
      x(i, j) = (j == 0 ? 0.0 : std::pow(10.0, static_cast<double>(j))) +
                random.normal() * (1.0 + static_cast<double>(j));
    }
  }
  return x;
}

long double mean_of(const RowMatrix& x, Index j) {
  long double sum = 0.0L;
  for (Index i = 0; i < x.rows(); ++i) sum += x(i, j);
  return sum / static_cast<long double>(x.rows());
}

long double deviation_of(const RowMatrix& x, Index j) {
  const long double mean = mean_of(x, j);
  long double sum = 0.0L;
  for (Index i = 0; i < x.rows(); ++i) sum += (x(i, j) - mean) * (x(i, j) - mean);
  return std::sqrt(sum / static_cast<long double>(x.rows()));
}

DataSet data_of(RowMatrix x) {
  DataSet data;
  data.labels = VectorXd::Zero(x.rows());
  data.features = Features(std::move(x));
  return data;
}

DataSet sparse_data_of(const RowMatrix& x) {
  DataSet data;
  data.labels = VectorXd::Zero(x.rows());
  data.features = Features(SparseRows(x.sparseView()));
  return data;
}

TEST(Standardize, MeanZeroAndDeviationOne) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const RowMatrix before = random_matrix(seed, 50 + 37 * static_cast<Index>(seed), 7);
    DataSet data = data_of(before);
    standardize(data);
    const RowMatrix& x = data.features.dense();
    for (Index j = 0; j < x.cols(); ++j) {
      EXPECT_NEAR(static_cast<double>(mean_of(x, j)), 0.0, 1e-10) << seed << ' ' << j;
      EXPECT_NEAR(static_cast<double>(deviation_of(x, j)), 1.0, 1e-12) << seed << ' ' << j;
      const long double expected = (before(3, j) - mean_of(before, j)) / deviation_of(before, j);
      EXPECT_NEAR(x(3, j), static_cast<double>(expected), 1e-9) << seed << ' ' << j;
    }
  }
}

TEST(Standardize, AConstantFeatureBecomesZero) {
  for (const Index n : {1, 2, 3, 1000, 1000003}) {
    RowMatrix x(n, 3);
    x.col(0).setConstant(0.1);  // sums of it are rounded
    x.col(1).setConstant(-1e9 / 3.0);
    x.col(2).setZero();
    DataSet dense = data_of(x);
    standardize(dense);
    EXPECT_TRUE((dense.features.dense().array() == 0.0).all()) << n;
    DataSet sparse = sparse_data_of(x);
    standardize(sparse);
    EXPECT_TRUE((RowMatrix(sparse.features.sparse_rows()).array() == 0.0).all()) << n;
  }
}

// Means 2 and 10, deviations 1 and 0: by hand.
TEST(Standardize, ScalesOthersByTheTrainingSamplesAlone) {
  const RowMatrix x = (RowMatrix(2, 2) << 1.0, 10.0, 3.0, 10.0).finished();
  const RowMatrix y = (RowMatrix(2, 2) << 7.0, 11.0, 0.0, -5.0).finished();
  DataSet training = data_of(x);
  DataSet held_out = data_of(y);
  standardize(training, held_out);
  EXPECT_EQ(training.features.dense(), (RowMatrix(2, 2) << -1.0, 0.0, 1.0, 0.0).finished());
  EXPECT_EQ(held_out.features.dense(), (RowMatrix(2, 2) << 5.0, 0.0, -2.0, 0.0).finished());
  EXPECT_EQ(training.means, (std::vector<double>{2.0, 10.0}));
  EXPECT_EQ(held_out.deviations, (std::vector<double>{1.0, 0.0}));
  DataSet sparse = sparse_data_of(x);
  DataSet sparse_held_out = sparse_data_of(y);
  standardize(sparse, sparse_held_out);
  EXPECT_EQ(RowMatrix(sparse_held_out.features.sparse_rows()),
            (RowMatrix(2, 2) << 7.0, 0.0, 0.0, 0.0).finished());
  EXPECT_EQ(sparse.means, (std::vector<double>{0.0, 0.0}));
}

TEST(Standardize, ASmallDeviationIsNoConstant) {
  DataSet data = data_of((RowMatrix(2, 1) << 1.0, 1.0 + 1e-9).finished());
  standardize(data);
  EXPECT_NEAR(data.features.dense()(0, 0), -1.0, 1e-6);
  EXPECT_NEAR(data.features.dense()(1, 0), 1.0, 1e-6);
}

TEST(Standardize, SparseKeepsItsZerosAndScalesByTheDeviation) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    RowMatrix before = random_matrix(seed, 200, 5);
    Random random(seed, Random::Stream::kStart);
    for (double& value : before.reshaped()) value *= random.uniform(0.0, 1.0) < 0.3 ? 1.0 : 0.0;
    DataSet data = sparse_data_of(before);
    const Index entries = data.features.sparse_rows().nonZeros();
    standardize(data);
    ASSERT_TRUE(data.features.sparse());
    EXPECT_EQ(data.features.sparse_rows().nonZeros(), entries);
    const RowMatrix x(data.features.sparse_rows());
    for (Index j = 0; j < x.cols(); ++j) {
      const auto deviation = static_cast<double>(deviation_of(before, j));
      EXPECT_NEAR(static_cast<double>(deviation_of(x, j)), 1.0, 1e-12) << seed << ' ' << j;
      EXPECT_LE((x.col(j) - before.col(j) / deviation).cwiseAbs().maxCoeff(), 1e-12) << seed;
    }
  }
}

TEST(Standardize, LeavesTheLabels) {
  DataSet data = data_of(random_matrix(1, 4, 2));
  data.labels = Eigen::Vector4d(3, 1, 4, 1);
  standardize(data);
  EXPECT_EQ(data.labels, Eigen::Vector4d(3, 1, 4, 1));
}

TEST(DataSet, SaysWhereASampleStandsAndWhatItsLabelWas) {
  DataSet data;
  data.origin = "fruit.csv";
  data.labels = Eigen::Vector2d(1, 0);
  EXPECT_EQ(data.where(1), "fruit.csv, sample 2");
  data.lines = {2, 5};
  EXPECT_EQ(data.where(1), "fruit.csv:5");
  EXPECT_EQ(data.label_text(0), "1");
  data.label_names = {"apple", "fig"};
  EXPECT_EQ(data.label_text(0), "fig");
}

}  // namespace
}  // namespace ravine
