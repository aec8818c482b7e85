// The steps of a run: those of a schedule, or found as the run goes, for sums over samples, where
// none is given.
#pragma once

#include <algorithm>
#include <limits>

#include "optimizer/step/schedule.h"
#include "ravine/oracle.h"

namespace ravine {

/// What a method's steps are measured by, and how boldly they are taken. The numbers are the
/// method's, the same for every sum.
struct FoundStepRule {
  /// What a step multiplies.
  enum class Moves {
    kGradients,    ///< moves in proportion to the gradient
    kUnits,        ///< moves of about one in each entry, however long the gradient is
    kFadingUnits,  ///< the same, which get shorter by themselves, like 1 / sqrt t
  };
  Moves moves = Moves::kGradients;
  double whole_factor = 1.0;  ///< with whole gradients
  double growth =
      std::numeric_limits<double>::infinity();  ///< and the most that such a step may grow by
  double batch_factor = 1.5;                    ///< with mini-batches
  double rate = 0.0;                            ///< and how fast a step follows the hypergradient
  double epoch_rate = 6.4;  ///< and the most that the steps of an epoch do together
};

/// Steps eta_t of one run. L is the curvature of the sum, or of its first mini-batch, along the
/// first gradient.
///
/// With whole gradients eta_t = whole_factor / L_t, where L_t = |g_t - g_(t-1)| / |x_t - x_(t-1)|
/// is the curvature along the last move and L_1 = L, and at most growth eta_(t-1). 1 / L_t is the
/// geometric mean of the two steps of Barzilai & Borwein 1988 (Dai, Al-Baali & Yang 2015), and the
/// bound on growth that of Malitsky & Mishchenko 2020.
///
/// With mini-batches eta_t = b_t h_t.
/// - For moves that are gradients, b_t is the distance gone over the gradients seen (Ivgi, Hinder &
///   Carmon 2023, eq. 1),
///     b_t = batch_factor max_(i<=t) |x_i - x_1| / sqrt(sum_(i<=t) |g_i|^2).
///   It is 1 / L at first, and no distance counts as less than |g_1| / L.
/// - For moves of unit length, b_t stays batch_factor |g_1|_inf / L. Where they do not fade, it is
///   multiplied by 2 / sqrt(batches in an epoch), because the steps of an epoch, at random, then go
///   as far as two of them. This factor is kept within [1/4, 1].
/// - h_t follows the hypergradient (Baydin et al. 2018, eq. 8, made free of scale): it is 1 at
/// first,
///   and h_t = h_(t-1) exp(rate cos(-g_t, x_t - x_(t-1))). So steps grow while a gradient agrees
///   with the last move, and shrink where it turns against it. Where b_t grows too, h_t is at
///   most 4.
/// Over the last half of the run's evaluations the steps go down to 0 in a straight line, so that
/// the noise of the mini-batches dies away (Defazio et al. 2023).
class FoundStep {
 public:
  FoundStep(Oracle& oracle, const FoundStepRule& rule) : oracle_(oracle), rule_(rule) {}

  /// eta for a step against `direction` (a gradient, or what the method takes for it) from x. The
  /// first call asks for one more gradient of the whole sum, or two of the last mini-batch. False
  /// once the run is over.
  bool operator()(const VectorXd& x, const VectorXd& direction, double& eta);

 private:
  bool first(const VectorXd& x, const VectorXd& direction);
  void follow_whole(const VectorXd& x, const VectorXd& direction);
  void follow_batches(const VectorXd& x, const VectorXd& direction);

  Oracle& oracle_;
  FoundStepRule rule_;
  double eta_ = 0.0;
  double base_ = 0.0;           // b_t
  double hypergradient_ = 1.0;  // h_t
  double distance_ = 0.0;       // the longest gone
  double squares_ = 0.0;        // of the gradients' lengths, their sum
  VectorXd first_x_;
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
    if (found_) {
      if (!found_step_(x, direction, eta)) return false;
      if (!oracle_.in_batches()) return true;  // a step is as short as the curvature wants it
    } else {
      eta = schedule_(oracle_.steps());
      if (schedule_.constant()) return true;
    }
    longest_ = std::max(longest_, eta);
    if (longest_ > 0.0) oracle_.shortened(eta / longest_);
    return true;
  }

 private:
  const Schedule& schedule_;
  Oracle& oracle_;
  bool found_;
  FoundStep found_step_;
  double longest_ = 0.0;
};

}  // namespace ravine
