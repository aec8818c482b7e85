#include "optimizer/cma_es/distribution.h"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace ravine::optimizers {

CmaConstants::CmaConstants(Index n, Index population) : weights(population) {
  const auto dimension = static_cast<double>(n);
  const double middle = std::log(0.5 * (static_cast<double>(population) + 1.0));
  for (Index i = 0; i < population; ++i) {
    weights[i] = middle - std::log(static_cast<double>(i + 1));
  }
  parents = population / 2;
  const auto better = weights.head(parents);
  const auto worse = weights.tail(population - parents);
  const auto selection_mass = [](const auto& w) { return w.sum() * w.sum() / w.squaredNorm(); };
  mu_eff = selection_mass(better);
  const double mu_eff_worse = selection_mass(worse);

  c_sigma = (mu_eff + 2.0) / (dimension + mu_eff + 5.0);
  d_sigma =
      1.0 + 2.0 * std::max(0.0, std::sqrt((mu_eff - 1.0) / (dimension + 1.0)) - 1.0) + c_sigma;
  c_c = (4.0 + mu_eff / dimension) / (dimension + 4.0 + 2.0 * mu_eff / dimension);
  c_1 = 2.0 / ((dimension + 1.3) * (dimension + 1.3) + mu_eff);
  c_mu = std::min(1.0 - c_1, 2.0 * (0.25 + mu_eff + 1.0 / mu_eff - 2.0) /
                                 ((dimension + 2.0) * (dimension + 2.0) + mu_eff));
  expected_norm =
      std::sqrt(dimension) * (1.0 - 1.0 / (4.0 * dimension) + 1.0 / (21.0 * dimension * dimension));

  // Active covariance: the worse half counts against its directions (Jastrebski & Arnold 2006;
  // eqs. 50-53), as far as C stays positive definite.
  const double against = std::min({1.0 + c_1 / c_mu, 1.0 + 2.0 * mu_eff_worse / (mu_eff + 2.0),
                                   (1.0 - c_1 - c_mu) / (dimension * c_mu)});
  weights.tail(population - parents) *= against / -worse.sum();
  weights.head(parents) /= better.sum();
  eigen_interval = std::max<Index>(1, static_cast<Index>(1.0 / (10.0 * dimension * (c_1 + c_mu))));
}

CmaDistribution::CmaDistribution(VectorXd mean, double sigma, Index population)
    : constants_(mean.size(), population),
      mean_(std::move(mean)),
      sigma_(sigma),
      covariance_(MatrixXd::Identity(mean_.size(), mean_.size())),
      axes_(covariance_),
      roots_(VectorXd::Ones(mean_.size())),
      sigma_path_(VectorXd::Zero(mean_.size())),
      covariance_path_(sigma_path_),
      normals_(mean_.size(), population),
      steps_(mean_.size(), population),
      points_(static_cast<std::size_t>(population)) {}

const std::vector<VectorXd>& CmaDistribution::sample(Random& random) {
  for (double& z : normals_.reshaped()) z = random.normal();
  steps_.noalias() = axes_ * (roots_.asDiagonal() * normals_);
  for (std::size_t k = 0; k < points_.size(); ++k) {
    points_[k] = mean_ + sigma_ * steps_.col(static_cast<Index>(k));
  }
  return points_;
}

void CmaDistribution::update(std::span<const Index> order) {
  const CmaConstants& c = constants_;
  const auto n = static_cast<double>(mean_.size());
  ++generation_;

  VectorXd step = VectorXd::Zero(mean_.size());
  VectorXd normal = step;
  for (Index i = 0; i < c.parents; ++i) {
    step += c.weights[i] * steps_.col(order[static_cast<std::size_t>(i)]);
    normal += c.weights[i] * normals_.col(order[static_cast<std::size_t>(i)]);
  }
  mean_ += sigma_ * step;

  sigma_path_ *= 1.0 - c.c_sigma;
  sigma_path_ += std::sqrt(c.c_sigma * (2.0 - c.c_sigma) * c.mu_eff) * (axes_ * normal);
  const double length = sigma_path_.norm() / c.expected_norm;
  // The path starts from nothing, which its length is corrected for.
  const double started =
      std::sqrt(1.0 - std::pow(1.0 - c.c_sigma, 2.0 * static_cast<double>(generation_)));
  const bool moderate = length / started < 1.4 + 2.0 / (n + 1.0);
  covariance_path_ *= 1.0 - c.c_c;
  if (moderate) covariance_path_ += std::sqrt(c.c_c * (2.0 - c.c_c) * c.mu_eff) * step;

  const double missing = moderate ? 0.0 : c.c_1 * c.c_c * (2.0 - c.c_c);
  covariance_ *= 1.0 + missing - c.c_1 - c.c_mu * c.weights.sum();
  covariance_.noalias() += (c.c_1 * covariance_path_) * covariance_path_.transpose();
  for (std::size_t i = 0; i < order.size(); ++i) {
    double weight = c.weights[static_cast<Index>(i)];
    if (weight < 0.0) weight *= n / normals_.col(order[i]).squaredNorm();
    covariance_.noalias() +=
        (c.c_mu * weight * steps_.col(order[i])) * steps_.col(order[i]).transpose();
  }
  sigma_ *= std::exp(c.c_sigma / c.d_sigma * (length - 1.0));
  if (generation_ % c.eigen_interval == 0) decompose();
}

void CmaDistribution::decompose() {
  const Eigen::SelfAdjointEigenSolver<MatrixXd> eigen(covariance_);
  axes_ = eigen.eigenvectors();
  roots_ = eigen.eigenvalues().cwiseMax(0.0).cwiseSqrt();
}

double CmaDistribution::widest_coordinate() const {
  return sigma_ * std::max(std::sqrt(covariance_.diagonal().maxCoeff()),
                           covariance_path_.lpNorm<Eigen::Infinity>());
}

double CmaDistribution::condition() const {
  const double ratio = roots_.maxCoeff() / roots_.minCoeff();
  return std::isfinite(ratio) ? ratio * ratio : std::numeric_limits<double>::infinity();
}

bool CmaDistribution::lost_in_rounding() const {
  const Index axis = generation_ % mean_.size();
  if (mean_ == mean_ + 0.1 * sigma_ * roots_[axis] * axes_.col(axis)) return true;
  for (Index i = 0; i < mean_.size(); ++i) {
    if (mean_[i] == mean_[i] + 0.2 * sigma_ * std::sqrt(covariance_(i, i))) return true;
  }
  return false;
}

}  // namespace ravine::optimizers
