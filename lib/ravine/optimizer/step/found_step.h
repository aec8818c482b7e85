// The steps of a run: those of a schedule, or found as the run goes, for sums over samples, where
// none is given.
#pragma once

#include <limits>

#include "ravine/optimizer/step/schedule.h"
#include "ravine/oracle/oracle.h"

namespace ravine {

/// What a method's steps are measured by, and how boldly they are taken. The numbers are the
/// method's, the same for every sum.
struct FoundStepRule {
  /// The length that `factor` multiplies: of x over the gradient, 1 / L, for a method whose moves
  /// are in proportion to the gradient; of x, |g|_inf / L, for one whose moves do not know the
  /// gradient's length. L is the curvature along the gradient.
  enum class Unit { kInverseCurvature, kDistance };
  Unit unit = Unit::kInverseCurvature;
  double whole_factor = 1.0;  ///< with whole gradients
  double growth =
      std::numeric_limits<double>::infinity();  ///< and the most that such a step may grow by
  double batch_factor = 1.0;                    ///< with mini-batches: of the first step
  double rate = 0.1;                            ///< and how fast it follows the hypergradient
};

/// Steps eta_t of one run.
///
/// With whole gradients eta_t = factor / L_t, where L_t = |g_t - g_(t-1)| / |x_t - x_(t-1)| is the
/// curvature along the last move, and at most growth eta_(t-1). 1 / L_t is the geometric mean of
/// the two steps of Barzilai & Borwein 1988 (Dai, Al-Baali & Yang 2015), and the bound on growth
/// that of Malitsky & Mishchenko 2020.
///
/// With mini-batches L is measured once, at the start. From then on
///   eta_t = eta_(t-1) exp(rate cos(-g_t, x_t - x_(t-1))):
/// steps grow while a gradient still agrees with the last move, and shrink where it turns against
/// it (the multiplicative hypergradient of Baydin et al. 2018, eq. 8, made free of scale). Over the
/// last half of the run's evaluations they go down to 0 in a straight line, so that the noise of
/// the mini-batches dies away (Defazio et al. 2023).
class FoundStep {
 public:
  FoundStep(Oracle& oracle, const FoundStepRule& rule) : oracle_(oracle), rule_(rule) {}

  /// eta for a step against `direction` (a gradient, or what the method takes for it) from x. The
  /// first call asks for one more gradient of the whole sum, or two of the last mini-batch. False
  /// once the run is over.
  bool operator()(const VectorXd& x, const VectorXd& direction, double& eta);

 private:
  bool first(const VectorXd& x, const VectorXd& direction);
  void follow(const VectorXd& x, const VectorXd& direction);

  Oracle& oracle_;
  FoundStepRule rule_;
  double eta_ = 0.0;
  VectorXd last_x_;
  VectorXd last_direction_;
  VectorXd move_;
};

/// The steps of one run: those of the schedule, or where it has none of its own and the objective
/// is a sum, of FoundStep.
class Steps {
 public:
  Steps(const Schedule& schedule, Oracle& oracle, const FoundStepRule& rule)
      : schedule_(schedule),
        oracle_(oracle),
        found_(schedule.found() && oracle.sums()),
        found_step_(oracle, rule) {}

  /// As FoundStep's; inline where the step is the schedule's.
  bool operator()(const VectorXd& x, const VectorXd& direction, double& eta) {
    if (found_) return found_step_(x, direction, eta);
    eta = schedule_(oracle_.steps());
    return true;
  }

 private:
  const Schedule& schedule_;
  Oracle& oracle_;
  bool found_;
  FoundStep found_step_;
};

}  // namespace ravine
