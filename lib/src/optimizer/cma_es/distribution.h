// The normal distribution that CMA-ES samples from and adapts (Hansen & Ostermeier 2001, in the
// form and with the constants of Hansen 2016, "The CMA evolution strategy: a tutorial",
// arXiv:1604.00772; numbers of equations are its).
#pragma once

#include <Eigen/Core>
#include <span>
#include <vector>

#include "core/random.h"

namespace ravine::optimizers {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// Weights and learning rates for `population` samples in n dimensions (table 1).
struct CmaConstants {
  CmaConstants(Index n, Index population);

  VectorXd weights;      ///< w_i by rank, the best first; positive for the better half
  Index parents;         ///< mu, the number of positive weights
  double mu_eff;         ///< the variance effective selection mass
  double c_sigma;        ///< of the step size's path
  double d_sigma;        ///< damping of the step size
  double c_c;            ///< of the covariance's path
  double c_1;            ///< of the rank-one update
  double c_mu;           ///< of the rank-mu update
  double expected_norm;  ///< E |N(0, I)|
  Index eigen_interval;  ///< generations between two decompositions, so that they cost O(n^2) each
};

/// N(m, sigma^2 C), with C = B D^2 B^T.
class CmaDistribution {
 public:
  CmaDistribution(VectorXd mean, double sigma, Index population);

  /// Draws a population (eqs. 38-40). The points stay until the next call.
  const std::vector<VectorXd>& sample(Random& random);

  /// Adapts m, sigma and C to the last population's order, the best first (eqs. 41-47).
  void update(std::span<const Index> order);

  /// Halves sigma: nothing was learnt from the last population but that it was too wide.
  void shrink() { sigma_ *= 0.5; }

  const CmaConstants& constants() const { return constants_; }
  Index generation() const { return generation_; }

  /// The largest standard deviation along a principal axis.
  double longest_axis() const { return sigma_ * roots_.maxCoeff(); }
  /// The largest of the coordinates' standard deviations and of |sigma p_c|'s entries.
  double widest_coordinate() const;
  /// D's condition number, squared; infinite where C is no longer positive definite.
  double condition() const;
  /// True where a tenth of a standard deviation along one axis, or a fifth along a coordinate, is
  /// lost in the mean's last digit.
  bool lost_in_rounding() const;

 private:
  void decompose();

  CmaConstants constants_;
  VectorXd mean_;
  double sigma_;
  MatrixXd covariance_;
  MatrixXd axes_;                 // B
  VectorXd roots_;                // D's diagonal
  VectorXd sigma_path_;           // p_sigma
  VectorXd covariance_path_;      // p_c
  MatrixXd normals_;              // z_k, a column a sample
  MatrixXd steps_;                // y_k = B D z_k
  std::vector<VectorXd> points_;  // m + sigma y_k
  Index generation_ = 0;
};

}  // namespace ravine::optimizers
