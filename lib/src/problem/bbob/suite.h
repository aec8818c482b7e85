// The 24 noiseless functions of the black-box optimization benchmarking test bed (Hansen, Finck,
// Ros & Auger 2009, RR-6829), with the values of COCO's suite "bbob" (year 2009 instances).
#pragma once

#include <vector>

#include "problem/bbob/raw_functions.h"
#include "ravine/objective.h"

namespace ravine::problem::bbob {

inline constexpr int kFunctions = 24;
inline constexpr long kMaxInstance = 100000;

/// f(x) = raw(T_k(... T_1(x))) + penalty sum max(0, |x_i| - 5)^2 + f_opt.
struct Definition {
  VectorXd x_opt;
  std::vector<TransformationPtr> transformations = {};  ///< T_1, ..., T_k
  RawFunction raw;
  double penalty = 0.0;
  bool has_gradient = true;
};

/// The definition of f_`number`, 1 to 24, in 2 to 40 dimensions, for an instance of 1 to
/// `kMaxInstance`. Its parts are drawn anew at each call.
Definition define(int number, long instance, Index n);

/// An instance of a function, as an objective on the whole of R^n whose optimum lies in [-5, 5]^n.
class Function final : public Objective {
 public:
  Function(int number, long instance, Index n);

  Index dimension() const override { return definition_.x_opt.size(); }
  double value(const VectorXd& x) const override;
  double value_and_gradient(const VectorXd& x, VectorXd& gradient) const override;

  /// The smallest value.
  double f_opt() const { return f_opt_; }
  /// The minimiser; for the linear slope, one of them.
  const VectorXd& x_opt() const { return definition_.x_opt; }

 private:
  Definition definition_;
  double f_opt_;
};

}  // namespace ravine::problem::bbob
