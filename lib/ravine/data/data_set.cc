#include "ravine/data/data_set.h"

#include <fmt/format.h>

#include <cmath>

namespace ravine {

std::string DataSet::where(Index sample) const {
  const auto i = static_cast<std::size_t>(sample);
  if (i < lines.size()) return fmt::format("{}:{}", origin, lines[i]);
  return fmt::format("{}, sample {}", origin, sample + 1);
}

std::string DataSet::label_text(Index sample) const {
  const double label = labels[sample];
  if (label_names.empty()) return fmt::format("{}", label);
  return label_names[static_cast<std::size_t>(label)];
}

namespace {

void standardize_dense(RowMatrix& x) {
  const auto n = static_cast<double>(x.rows());
  Eigen::RowVectorXd mean = Eigen::RowVectorXd::Zero(x.cols());
  for (Index i = 0; i < x.rows(); ++i) mean += x.row(i);
  mean /= n;
  Eigen::RowVectorXd variance = Eigen::RowVectorXd::Zero(x.cols());
  for (Index i = 0; i < x.rows(); ++i) {
    x.row(i) -= mean;
    variance += x.row(i).cwiseAbs2();
  }
  // A constant feature is round-off after centring.
  Eigen::RowVectorXd scale = (variance / n).cwiseSqrt();
  for (Index j = 0; j < x.cols(); ++j) {
    scale[j] = scale[j] > 1e-12 * std::abs(mean[j]) ? 1.0 / scale[j] : 0.0;
  }
  for (Index i = 0; i < x.rows(); ++i) x.row(i).array() *= scale.array();
}

void standardize_sparse(SparseRows& x) {
  const auto n = static_cast<double>(x.rows());
  VectorXd sum = VectorXd::Zero(x.cols());
  VectorXd squares = VectorXd::Zero(x.cols());
  const auto each = [&x](auto&& visit) {
    for (Index i = 0; i < x.outerSize(); ++i) {
      for (SparseRows::InnerIterator entry(x, i); entry; ++entry) visit(entry);
    }
  };
  each([&](auto& entry) {
    sum[entry.col()] += entry.value();
    squares[entry.col()] += entry.value() * entry.value();
  });
  const VectorXd deviation = (squares / n - (sum / n).cwiseAbs2()).cwiseMax(0.0).cwiseSqrt();
  each([&](auto& entry) {
    const double d = deviation[entry.col()];
    entry.valueRef() = d > 0.0 ? entry.value() / d : 0.0;
  });
}

}  // namespace

void standardize(DataSet& data) {
  if (data.features.sparse()) {
    standardize_sparse(data.features.sparse_rows());
  } else {
    standardize_dense(data.features.dense());
  }
}

}  // namespace ravine
