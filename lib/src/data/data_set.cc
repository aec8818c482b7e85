#include "ravine/data_set.h"

#include <fmt/format.h>

#include <cmath>

#include "core/quoted.h"
#include "data/limits.h"

namespace ravine {

std::string DataSet::where(Index sample) const {
  const auto i = static_cast<std::size_t>(sample);
  constexpr std::size_t kMostOfName = 100;
  const std::string name = short_name(origin, kMostOfName);
  if (i < lines.size()) return fmt::format("{}:{}", name, lines[i]);
  return fmt::format("{}, sample {}", name, sample + 1);
}

std::string DataSet::label_text(Index sample) const {
  const double label = labels[sample];
  if (label_names.empty()) return fmt::format("{}", label);
  return escaped(label_names[static_cast<std::size_t>(label)]);
}

namespace {

void standardize_dense(RowMatrix& x) {
  const auto n = static_cast<double>(x.rows());
  // The second pass removes the round-off of the first, which grows with n (Chan, Golub & LeVeque
  // 1983) and would make a constant feature look like one that varies.
  Eigen::RowVectorXd mean = Eigen::RowVectorXd::Zero(x.cols());
  for (int pass = 0; pass < 2; ++pass) {
    Eigen::RowVectorXd rest = Eigen::RowVectorXd::Zero(x.cols());
    for (Index i = 0; i < x.rows(); ++i) rest += x.row(i) - mean;
    mean += rest / n;
  }
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
  const auto each = [&x](auto&& visit) {
    for (Index i = 0; i < x.outerSize(); ++i) {
      for (SparseRows::InnerIterator entry(x, i); entry; ++entry) visit(entry);
    }
  };
  VectorXd zeros = VectorXd::Constant(x.cols(), n);
  each([&](auto& entry) { zeros[entry.col()] -= 1.0; });
  VectorXd mean = VectorXd::Zero(x.cols());
  for (int pass = 0; pass < 2; ++pass) {  // as above
    VectorXd rest = -zeros.cwiseProduct(mean);
    each([&](auto& entry) { rest[entry.col()] += entry.value() - mean[entry.col()]; });
    mean += rest / n;
  }
  VectorXd variance = zeros.cwiseProduct(mean.cwiseAbs2()) / n;
  each([&](auto& entry) {
    const double rest = entry.value() - mean[entry.col()];
    variance[entry.col()] += rest * rest / n;
  });
  each([&](auto& entry) {
    const double deviation = std::sqrt(variance[entry.col()]);
    const bool constant = deviation <= 1e-12 * std::abs(mean[entry.col()]);
    entry.valueRef() = constant ? 0.0 : entry.value() / deviation;
  });
}

}  // namespace

void standardize(DataSet& data) {
  if (data.features.precision() == Precision::kFloat) {
    data.features = data.features.stored_as(Precision::kDouble);
    standardize(data);
    data.features = data.features.stored_as(Precision::kFloat);
    return;
  }
  if (data.features.sparse()) {
    standardize_sparse(data.features.sparse_rows());
  } else {
    standardize_dense(data.features.dense());
  }
}

}  // namespace ravine
