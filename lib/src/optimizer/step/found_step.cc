#include "optimizer/step/found_step.h"

#include <algorithm>
#include <cmath>

namespace ravine {
namespace {

// No move is longer than this times 1 + |x|: where a loss is straight its curvature is none.
constexpr double kLongest = 100.0;
// The distance of the second gradient from the first, relative to 1 + |x|. It is long enough that
// some digits of their difference are right, and so short that the curvature is that at x.
constexpr double kProbe = 1e-4;

// The most by which the hypergradient multiplies a step that grows by itself. Without this bound,
// svrg would leave two data sets of six unsolved in any number of epochs.
constexpr double kBoldest = 4.0;

/// 1 up to the middle of the run, and from there in a straight line to 0 at its end.
double cooled(double spent) { return std::min(1.0, 2.0 * (1.0 - spent)); }

}  // namespace

bool FoundStep::operator()(const VectorXd& x, const VectorXd& direction, double& eta) {
  eta = 0.0;
  if (!(direction.squaredNorm() > 0.0)) return true;  // nowhere to go
  if (last_x_.size() == 0) {
    if (!first(x, direction)) return false;
  } else if (oracle_.in_batches()) {
    follow_batches(x, direction);
  } else {
    follow_whole(x, direction);
  }
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
    if (!oracle_.samples().evaluate_pair_again(x, here, probe, there)) return false;
  } else if (!oracle_.value_and_gradient(probe, f, there)) {
    return false;
  }
  const double curvature = (there - here).norm() / (kProbe * scale);
  const double step = std::min(1.0 / curvature, kLongest * scale / norm);
  const bool gradients = rule_.moves == FoundStepRule::Moves::kGradients;
  const double length = gradients ? step : step * direction.lpNorm<Eigen::Infinity>();
  last_x_ = x;
  if (!oracle_.in_batches()) {
    last_direction_ = direction;
    eta_ = rule_.whole_factor * length;
    return true;
  }
  const auto batches = static_cast<double>(oracle_.samples().batches_per_epoch());
  rule_.rate = std::min(rule_.rate, rule_.epoch_rate / batches);
  base_ = gradients ? length : rule_.batch_factor * length;
  if (rule_.moves == FoundStepRule::Moves::kUnits)
    base_ *= std::clamp(2.0 / std::sqrt(batches), 0.25, 1.0);
  eta_ = base_;
  first_x_ = x;
  distance_ = step * norm;
  squares_ = norm * norm;
  return true;
}

void FoundStep::follow_whole(const VectorXd& x, const VectorXd& direction) {
  const double moved = (x - last_x_).norm();
  const double turned = (direction - last_direction_).norm();
  last_x_ = x;
  last_direction_ = direction;
  if (!(moved > 0.0)) return;
  const double curvature = turned / moved;
  eta_ = std::min({rule_.whole_factor / curvature, rule_.growth * eta_,
                   kLongest * (1.0 + x.norm()) / direction.norm()});
}

void FoundStep::follow_batches(const VectorXd& x, const VectorXd& direction) {
  const double square = direction.squaredNorm();
  if (rule_.moves == FoundStepRule::Moves::kGradients) {
    distance_ = std::max(distance_, (x - first_x_).norm());
    squares_ += square;
    base_ = rule_.batch_factor * distance_ / std::sqrt(squares_);
  }
  if (rule_.rate > 0.0) {
    move_ = x - last_x_;
    last_x_ = x;
    const double lengths = std::sqrt(square) * move_.norm();
    if (lengths > 0.0) hypergradient_ *= std::exp(-rule_.rate * direction.dot(move_) / lengths);
    if (rule_.moves == FoundStepRule::Moves::kGradients) {
      hypergradient_ = std::min(hypergradient_, kBoldest);
    }
  }
  eta_ = base_ * hypergradient_;
}

}  // namespace ravine
