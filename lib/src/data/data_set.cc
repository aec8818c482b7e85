#include "ravine/data_set.h"

#include <fmt/format.h>

#include <cmath>
#include <vector>

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

/// What each feature is moved and scaled by.
struct Scaling {
  Eigen::RowVectorXd mean;       // 0 where it stays
  Eigen::RowVectorXd deviation;  // 0 of a constant feature
};

// A constant feature is round-off after centring.
void find_constants(Scaling& scaling) {
  for (Index j = 0; j < scaling.mean.size(); ++j) {
    double& deviation = scaling.deviation[j];
    if (!(deviation > 1e-12 * std::abs(scaling.mean[j]))) deviation = 0.0;
  }
}

Scaling scaling_of(const RowMatrix& x) {
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
  for (Index i = 0; i < x.rows(); ++i) variance += (x.row(i) - mean).cwiseAbs2();
  Scaling scaling{mean, (variance / n).cwiseSqrt()};
  find_constants(scaling);
  return scaling;
}

void scale(RowMatrix& x, const Scaling& scaling) {
  const Eigen::RowVectorXd factor =
      (scaling.deviation.array() > 0.0).select(scaling.deviation.cwiseInverse(), 0.0);
  for (Index i = 0; i < x.rows(); ++i) {
    x.row(i) = (x.row(i) - scaling.mean).cwiseProduct(factor);
  }
}

template <class Matrix, class Visit>
void each_entry(Matrix& x, Visit&& visit) {
  for (Index i = 0; i < x.outerSize(); ++i) {
    for (SparseRows::InnerIterator entry(x, i); entry; ++entry) visit(entry);
  }
}

Scaling scaling_of(const SparseRows& x) {
  const auto n = static_cast<double>(x.rows());
  Eigen::RowVectorXd zeros = Eigen::RowVectorXd::Constant(x.cols(), n);
  each_entry(x, [&](const auto& entry) { zeros[entry.col()] -= 1.0; });
  Eigen::RowVectorXd mean = Eigen::RowVectorXd::Zero(x.cols());
  for (int pass = 0; pass < 2; ++pass) {  // as above
    Eigen::RowVectorXd rest = -zeros.cwiseProduct(mean);
    each_entry(x,
               [&](const auto& entry) { rest[entry.col()] += entry.value() - mean[entry.col()]; });
    mean += rest / n;
  }
  Eigen::RowVectorXd variance = zeros.cwiseProduct(mean.cwiseAbs2()) / n;
  each_entry(x, [&](const auto& entry) {
    const double rest = entry.value() - mean[entry.col()];
    variance[entry.col()] += rest * rest / n;
  });
  Scaling scaling{mean, variance.cwiseSqrt()};
  find_constants(scaling);
  scaling.mean.setZero();  // it stays, since centring would fill the features
  return scaling;
}

void scale(SparseRows& x, const Scaling& scaling) {
  each_entry(x, [&](auto& entry) {
    const double deviation = scaling.deviation[entry.col()];
    entry.valueRef() = deviation == 0.0 ? 0.0 : entry.value() / deviation;
  });
}

/// All by the means and deviations of the first.
void scale_alike(const std::vector<DataSet*>& sets) {
  const Features& first = sets.front()->features;
  if (first.precision() == Precision::kFloat) {
    for (DataSet* data : sets) data->features = data->features.stored_as(Precision::kDouble);
    scale_alike(sets);
    for (DataSet* data : sets) data->features = data->features.stored_as(Precision::kFloat);
    return;
  }
  const bool sparse = first.sparse();
  const Scaling scaling = sparse ? scaling_of(first.sparse_rows()) : scaling_of(first.dense());
  for (DataSet* data : sets) {
    data->means.assign(scaling.mean.begin(), scaling.mean.end());
    data->deviations.assign(scaling.deviation.begin(), scaling.deviation.end());
    if (sparse) {
      scale(data->features.sparse_rows(), scaling);
    } else {
      scale(data->features.dense(), scaling);
    }
  }
}

}  // namespace

void standardize(DataSet& data) { scale_alike({&data}); }

void standardize(DataSet& training, DataSet& held_out) { scale_alike({&training, &held_out}); }

}  // namespace ravine
