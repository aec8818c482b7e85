#include "oracle/iterates.h"

#include <algorithm>
#include <cmath>

namespace ravine {
namespace {

// A value this far above the first, relative to it, has diverged.
constexpr double kDivergence = 1e12;
// Values this close, relative to them, may differ by rounding alone.
constexpr double kRounding = 16.0 * std::numeric_limits<double>::epsilon();

}  // namespace

Iterates::Iterates(Index dimension, double target)
    : target_(target),
      lowest_ordinary_(std::max(target, kBottom)),
      best_x_(VectorXd::Constant(dimension, std::numeric_limits<double>::quiet_NaN())),
      last_x_(best_x_) {}

bool Iterates::see(const VectorXd& x, double f) {
  if (!std::isfinite(f)) {
    ++non_finite_;
    return false;
  }
  if (f < best_value_) {
    if (last_is_best_) last_x_.swap(best_x_);
    last_is_best_ = false;
    best_is_probe_ = false;
    best_value_ = f;
    best_x_ = x;
  }
  return f <= target_;
}

bool Iterates::see(const VectorXd& x, const Probes& probes) {
  non_finite_ += probes.non_finite;
  if (probes.coordinate < 0 || !(probes.best < best_value_)) return false;
  VectorXd probe = x;
  probe[probes.coordinate] = probes.position;
  const bool reached = see(probe, probes.best);
  best_is_probe_ = true;
  return reached;
}

void Iterates::take(const VectorXd& x, double f, double gradient_norm) {
  if (!started()) {
    first_value_ = f;
    ceiling_ = f + kDivergence * (1.0 + std::abs(f));
  }
  last_value_ = f;
  gradient_norm_ = gradient_norm;
  gradient_square_ = std::numeric_limits<double>::quiet_NaN();
  last_is_best_ = f == best_value_ && x == best_x_;
  if (!last_is_best_) last_x_ = x;
}

void Iterates::prefer_last() {
  if (last_is_best_) return;
  const double rounding = kRounding * std::abs(best_value_);
  const double slope = gradient_norm() * (last_x_ - best_x_).norm();
  if (!best_is_probe_ && !(last_value_ - best_value_ <= rounding + slope)) return;
  best_value_ = last_value_;
  best_x_ = last_x_;
  last_is_best_ = true;
}

}  // namespace ravine
