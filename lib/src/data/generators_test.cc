#include "data/generators.h"

#include <gtest/gtest.h>

#include <Eigen/Eigenvalues>
#include <Eigen/QR>
#include <array>
#include <cmath>
#include <limits>

#include "data/temporary_file.h"

namespace ravine {
namespace {

using Kind = SyntheticOptions::Kind;

Eigen::MatrixXd matrix_of(const DataSet& data) {
  return data.features.sparse() ? Eigen::MatrixXd(data.features.sparse_rows())
                                : Eigen::MatrixXd(data.features.dense());
}

TEST(Generators, FixedByTheSeed) {
  for (const Kind kind : {Kind::kLinear, Kind::kLogistic, Kind::kSoftmax}) {
    for (const double density : {1.0, 0.2}) {
      SyntheticOptions options{.kind = kind, .samples = 200, .features = 9, .density = density};
      const DataSet first = generate(options);
      const DataSet again = generate(options);
      EXPECT_EQ(matrix_of(first), matrix_of(again));
      EXPECT_EQ(first.labels, again.labels);
      options.seed = 2;
      EXPECT_NE(matrix_of(generate(options)), matrix_of(first));
    }
  }
}

TEST(Generators, AsLargeAsAskedFor) {
  for (const Index n : {1, 2, 37}) {
    for (const Index d : {1, 2, 19}) {
      for (const double density : {1.0, 0.5}) {
        const DataSet data = generate({.samples = n, .features = d, .density = density});
        EXPECT_EQ(data.features.rows(), n);
        EXPECT_EQ(data.features.cols(), d);
        EXPECT_EQ(data.labels.size(), n);
        EXPECT_EQ(data.features.sparse(), density < 1.0);
        EXPECT_TRUE(matrix_of(data).allFinite());
      }
    }
  }
}

TEST(Generators, CovarianceHasTheConditionAskedFor) {
  for (const double condition : {1.0, 100.0, 1e6}) {
    const Index n = 40000;
    const Index d = 6;
    const DataSet data = generate({.samples = n, .features = d, .condition = condition});
    const Eigen::MatrixXd x = matrix_of(data);
    const Eigen::MatrixXd covariance = x.transpose() * x / static_cast<double>(n);
    for (Index j = 0; j < d; ++j) {
      const double variance = std::pow(condition, -static_cast<double>(j) / 5.0);
      // five deviations of a variance that is estimated from n normal samples
      EXPECT_NEAR(covariance(j, j) / variance, 1.0, 5.0 * std::sqrt(2.0 / static_cast<double>(n)));
      EXPECT_NEAR(x.col(j).mean() / std::sqrt(variance), 0.0,
                  5.0 / std::sqrt(static_cast<double>(n)));
    }
    const Eigen::VectorXd values =
        Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(covariance).eigenvalues();
    EXPECT_NEAR(values[d - 1] / values[0] / condition, 1.0, 0.1) << condition;
  }
}

TEST(Generators, LinearLabelsWithoutNoiseAreALinearMap) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    for (const double density : {1.0, 0.3}) {
      const DataSet data = generate({.samples = 300,
                                     .features = 12,
                                     .condition = 100.0,
                                     .noise = 0.0,
                                     .density = density,
                                     .seed = seed});
      const Eigen::MatrixXd x = matrix_of(data);
      const VectorXd weights = x.colPivHouseholderQr().solve(data.labels);
      EXPECT_LE((x * weights - data.labels).cwiseAbs().maxCoeff(), 1e-12) << seed;
      EXPECT_GT(weights.norm(), 0.5) << seed;  // 12 normal numbers
    }
  }
}

TEST(Generators, NoiseIsTheDeviationOfTheResiduals) {
  const Index n = 20000;
  const DataSet data = generate({.samples = n, .features = 5, .noise = 0.5});
  const Eigen::MatrixXd x = matrix_of(data);
  const VectorXd rest = data.labels - x * x.colPivHouseholderQr().solve(data.labels);
  EXPECT_NEAR(rest.norm() / std::sqrt(static_cast<double>(n)), 0.5,
              5.0 * 0.5 / std::sqrt(2.0 * static_cast<double>(n)));
}

TEST(Generators, DensityIsTheShareOfEntries) {
  for (const double density : {0.01, 0.1, 0.5, 0.9}) {
    const DataSet data = generate({.samples = 2000, .features = 50, .density = density});
    const double entries = 2000.0 * 50.0;
    const auto kept = static_cast<double>(data.features.sparse_rows().nonZeros());
    // five deviations of a binomial count
    EXPECT_NEAR(kept, density * entries, 5.0 * std::sqrt(density * (1.0 - density) * entries));
  }
}

TEST(Generators, LogisticLabelsAreZeroAndOneAndBothCommon) {
  const DataSet data = generate({.kind = Kind::kLogistic, .samples = 10000, .noise = 0.0});
  const auto ones = (data.labels.array() == 1.0).count();
  EXPECT_EQ(ones + (data.labels.array() == 0.0).count(), 10000);
  EXPECT_NEAR(static_cast<double>(ones), 5000.0, 250.0);  // five deviations: w'x has mean 0
}

TEST(Generators, LogisticLabelsWithoutNoiseAreSeparable) {
  const DataSet data =
      generate({.kind = Kind::kLogistic, .samples = 60, .features = 3, .noise = 0.0});
  // The perceptron (Rosenblatt 1958) ends just where a plane through 0 separates the classes.
  const Eigen::MatrixXd x = matrix_of(data);
  VectorXd weights = VectorXd::Zero(3);
  bool separated = false;
  for (int round = 0; round < 100000 && !separated; ++round) {
    separated = true;
    for (Index i = 0; i < 60; ++i) {
      const double sign = 2.0 * data.labels[i] - 1.0;
      if (sign * x.row(i).dot(weights) > 0.0) continue;
      weights += sign * x.row(i).transpose();
      separated = false;
    }
  }
  EXPECT_TRUE(separated);
}

TEST(Generators, SoftmaxLabelsAreTheClassesAskedFor) {
  for (const Index classes : {2, 3, 10}) {
    const DataSet data = generate({.kind = Kind::kSoftmax, .samples = 5000, .classes = classes});
    std::array<int, 10> counts{};
    for (const double label : data.labels) {
      ASSERT_EQ(label, std::floor(label));
      ASSERT_GE(label, 0.0);
      ASSERT_LT(label, static_cast<double>(classes));
      ++counts.at(static_cast<std::size_t>(label));
    }
    for (Index k = 0; k < classes; ++k) {
      EXPECT_GT(counts.at(static_cast<std::size_t>(k)), 0) << classes << ' ' << k;
    }
  }
}

TEST(Generators, RefuseWhatGivesNoData) {
  const auto refused = [](const SyntheticOptions& options) {
    return refusal([&] { generate(options); });
  };
  const std::string expected = "synthetic data: expected ";
  EXPECT_EQ(refused({.samples = 0}), expected + "at least 1 sample");
  EXPECT_EQ(refused({.features = -1}), expected + "at least 1 feature");
  EXPECT_EQ(refused({.classes = 1}), expected + "at least 2 classes");
  EXPECT_EQ(refused({.condition = 0.5}), expected + "a condition from 1");
  EXPECT_EQ(refused({.noise = -0.1}), expected + "a noise from 0");
  for (const double density : {0.0, 1.1, std::numeric_limits<double>::quiet_NaN()}) {
    EXPECT_EQ(refused({.density = density}), expected + "a density above 0, up to 1");
  }
}

}  // namespace
}  // namespace ravine
