#include <algorithm>
#include <cmath>
#include <limits>

#include "optimizer/line_search/hager_zhang.h"
#include "optimizer/line_search/scale.h"
#include "optimizer/optimizers.h"
#include "oracle/finite.h"

namespace ravine::optimizers {
namespace {

/// The first trial of the first line search (Hager & Zhang 2005, step I0). The direction is the
/// steepest descent, `unit` times the gradient. The trial is a hundredth of x long. Where x is
/// zero, or so small that f would not change, it is a hundredth of what would take a linear f to
/// zero.
double trial_at_start(const VectorXd& x, double f, const VectorXd& gradient, double unit) {
  constexpr double kShare = 0.01;
  const double length = x.lpNorm<Eigen::Infinity>();
  const double square = (unit * gradient).squaredNorm() / unit;  // minus the slope
  const double by_x = kShare * length / (unit * gradient.lpNorm<Eigen::Infinity>());
  const double seen = std::numeric_limits<double>::epsilon() * std::abs(f);
  if (length > 0.0 && by_x * square > seen) return by_x;
  if (f != 0.0) return kShare * std::abs(f) / square;
  return 1.0;
}

/// The first trial after a step `last` (steps I1 and I2): the vertex of the parabola through the
/// origin and a short trial, or twice the last step. False once the run is over.
bool trial_after(double last, Ray& ray, const SlopePoint& origin, double& first) {
  const double t = 0.1 * last;
  double f = 0.0;
  if (!ray(t, f)) return false;
  const double above = f - origin.f - origin.slope * t;
  const bool convex = f <= origin.f && above > 0.0;
  first = convex ? -origin.slope * t * t / (2.0 * above) : 2.0 * last;
  return true;
}

// Nonlinear conjugate gradients with guaranteed descent, d <- -g' + max(beta, eta) d (Hager & Zhang
// 2005, eq. 1.3, 1.5 and 1.6), where y = g' - g and
//   beta = (y - 2 d |y|^2 / d'y)' g' / d'y,   eta = -1 / (|d| min(0.01, |g|)).
class ConjugateGradient final : public Optimizer {
 public:
  void minimize(Oracle& oracle, VectorXd& x) const override {
    VectorXd gradient(x.size());
    double f = 0.0;
    if (!oracle.value_and_gradient(x, f, gradient) || !oracle.accept(x, f, gradient)) return;
    double unit = safe_unit(gradient);
    VectorXd direction = -unit * gradient;
    bool steepest = true;
    double first = trial_at_start(x, f, gradient, unit);
    Ray ray{oracle, x, direction};
    while (true) {
      SlopePoint found;
      const SlopePoint origin = ray.start(f, gradient);
      const LineEnd end = hager_zhang_search(std::ref(ray), origin, first, {}, found);
      if (end == LineEnd::kOver) return;
      if (end == LineEnd::kFailed) {
        if (steepest) {
          oracle.finish(Status::kStalled, no_lower_step(origin, ray.trials, x, direction));
          return;
        }
        unit = safe_unit(gradient);
        direction = -unit * gradient;  // a restart
        steepest = true;
        first = trial_at_start(x, f, gradient, unit);
        continue;
      }
      x = ray.point;
      f = found.f;
      steepest = !turn(gradient, ray.gradient, direction);
      gradient = ray.gradient;
      if (!oracle.accept(x, f, gradient)) return;
      if (steepest) {
        // The direction has another length than the last one.
        unit = safe_unit(gradient);
        first = trial_at_start(x, f, gradient, unit);
        continue;
      }
      const SlopePoint next{0.0, f, gradient.dot(direction)};
      if (!trial_after(found.t, ray, next, first)) return;
    }
  }

 private:
  /// beta times `unit`, the scale of the next direction. Products of four gradients overflow or
  /// vanish early, so that in extreme units quotients of scaled gradients are multiplied instead.
  static double scaled_beta(const VectorXd& y, const VectorXd& after, const VectorXd& direction,
                            double unit) {
    const double curvature = direction.dot(y);
    const double along = direction.dot(after);
    const double square = y.squaredNorm();
    const double product = std::abs(square * along);
    if (unit == 1.0 && product > 1e-250 && product < 1e250) {
      return (y.dot(after) - 2.0 * square * along / curvature) / curvature;
    }
    const double of_y = safe_unit(y);
    const VectorXd y_u = of_y * y;
    const VectorXd after_u = of_y * after;
    const double curvature_u = direction.dot(y_u);
    const double second =
        2.0 * (y_u.squaredNorm() / curvature_u) * (direction.dot(after_u) / curvature_u);
    return unit / of_y * (y_u.dot(after_u) / curvature_u - second);
  }

  /// The next direction from the last one and the gradients before and after its step; false where
  /// it is the steepest descent, as when the formula gives no descent in floating point.
  static bool turn(const VectorXd& before, const VectorXd& after, VectorXd& direction) {
    const VectorXd y = after - before;
    const double unit = safe_unit(after);
    const double beta = scaled_beta(y, after, direction, unit);
    const double eta = -1.0 / (direction.norm() * std::min(0.01, before.norm()));
    direction = -unit * after + std::max(beta, eta) * direction;
    const double slope = after.dot(direction);
    // In a far other scale the length of the last step says nothing of the next.
    const bool same_scale = std::abs(std::log2(unit / safe_unit(before))) < 64.0;
    if (same_scale && slope < 0.0 && std::isfinite(slope) && all_finite(direction)) return true;
    direction = -unit * after;
    return false;
  }
};

}  // namespace

Entry<Optimizer> conjugate_gradient() {
  return {"conjugate_gradient",
          "nonlinear conjugate gradients, CG_DESCENT (Hager & Zhang 2005)",
          {},
          [](const Parameters&) { return std::make_unique<ConjugateGradient>(); }};
}

}  // namespace ravine::optimizers
