#include "ravine/optimizer/step/found_step.h"

#include <algorithm>
#include <cmath>

namespace ravine {
namespace {

// No move is longer than this times 1 + |x|: where a loss is straight its curvature is none.
constexpr double kLongest = 100.0;
// The distance of the second gradient from the first, relative to 1 + |x|: some digits of their
// difference are right, and the curvature is that at x.
constexpr double kProbe = 1e-4;

// An epoch of more steps than this is followed as fast as one of so many: each of its gradients
// says as little, and there are more of them.
constexpr double kFollowed = 64.0;

/// 1 up to the middle of the run, and from there in a straight line to 0 at its end.
double cooled(double spent) { return std::min(1.0, 2.0 * (1.0 - spent)); }

}  // namespace

bool FoundStep::operator()(const VectorXd& x, const VectorXd& direction, double& eta) {
  eta = 0.0;
  if (!(direction.squaredNorm() > 0.0)) return true;  // nowhere to go
  if (last_x_.size() > 0) {
    follow(x, direction);
  } else if (!first(x, direction)) {
    return false;
  }
  last_x_ = x;
  last_direction_ = direction;
  eta = oracle_.in_batches() ? eta_ * cooled(oracle_.spent()) : eta_;
  return true;
}

bool FoundStep::first(const VectorXd& x, const VectorXd& direction) {
  const double norm = direction.norm();
  const double scale = 1.0 + x.norm();
  const VectorXd probe = x - kProbe * scale / norm * direction;
  VectorXd here = direction;
  VectorXd there(x.size());
  double f = 0.0;
  if (oracle_.in_batches()) {
    if (!oracle_.evaluate_again(x, here) || !oracle_.evaluate_again(probe, there)) return false;
    rule_.rate *= std::min(1.0, kFollowed / static_cast<double>(oracle_.batches_an_epoch()));
  } else if (!oracle_.value_and_gradient(probe, f, there)) {
    return false;
  }
  const double curvature = (there - here).norm() / (kProbe * scale);
  const double length = std::min(1.0 / curvature, kLongest * scale / norm);
  const bool distance = rule_.unit == FoundStepRule::Unit::kDistance;
  eta_ = distance ? length * direction.lpNorm<Eigen::Infinity>() : length;
  eta_ *= oracle_.in_batches() ? rule_.batch_factor : rule_.whole_factor;
  return true;
}

void FoundStep::follow(const VectorXd& x, const VectorXd& direction) {
  move_ = x - last_x_;
  const double moved = move_.norm();
  if (!(moved > 0.0)) return;
  const double norm = direction.norm();
  if (oracle_.in_batches()) {
    eta_ *= std::exp(-rule_.rate * direction.dot(move_) / (norm * moved));
    return;
  }
  const double curvature = (direction - last_direction_).norm() / moved;
  eta_ = std::min(
      {rule_.whole_factor / curvature, rule_.growth * eta_, kLongest * (1.0 + x.norm()) / norm});
}

}  // namespace ravine
