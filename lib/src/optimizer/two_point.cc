#include <cmath>
#include <limits>

#include "core/random.h"
#include "optimizer/line_search/scale.h"
#include "optimizer/optimizers.h"

namespace ravine::optimizers {
namespace {

// Two nearby points, and a step away from the larger value. In n dimensions each step has a random
// direction (Rastrigin 1963). Where neither the point ahead nor the one behind is lower, the
// distance shrinks by 2^(-1/n), after the idea of the 1/5 rule (Rechenberg 1973).
class TwoPoint final : public Optimizer {
 public:
  explicit TwoPoint(const Parameters& p)
      : distance_(p.number("distance")), tolerance_(p.number("tolerance")) {}
  bool uses_gradient() const override { return false; }

  void minimize(Oracle& oracle, VectorXd& x) const override {
    Random random(oracle.seed(), Random::Stream::kDirection);
    double value = 0.0;
    if (!oracle.value(x, value) || !oracle.accept(x, value)) return;
    // A short distance makes short steps, and may have shrunk too early: each end is tried from
    // the first distance again, until that brings nothing.
    double before = std::numeric_limits<double>::infinity();
    bool wall = false;
    while (before - value > tolerance_ * (1.0 + std::abs(value))) {
      before = value;
      if (!descend(oracle, random, x, value, wall)) return;
    }
    if (wall) {
      oracle.finish(Status::kNonFinite, "values beside the best point are NaN or infinite");
    } else {
      oracle.finish(Status::kConverged, "the distance between the two points is within tolerance");
    }
  }

 private:
  /// From the first distance down to one within the tolerance; false once the run is over. `wall`
  /// says whether values close to the last x are not finite.
  bool descend(Oracle& oracle, Random& random, VectorXd& x, double& value, bool& wall) const {
    const double shrink = std::exp2(-1.0 / static_cast<double>(x.size()));
    double distance = distance_;
    wall = false;
    while (distance > tolerance_ * (1.0 + safe_norm(x))) {
      const VectorXd move = distance * random.direction(x.size());
      Outcome outcome;
      if (!step(oracle, x, value, move, outcome)) return false;
      if (!outcome.moved && !step(oracle, x, value, -move, outcome)) return false;
      if (!outcome.moved) distance *= shrink;
      const bool close = distance <= std::sqrt(tolerance_) * (1.0 + safe_norm(x));
      wall = close && (wall || !outcome.finite);
    }
    return true;
  }

  /// What was seen in one direction.
  struct Outcome {
    bool moved = false;
    bool finite = true;  ///< on every side that was tried
  };

  static bool step(Oracle& oracle, VectorXd& x, double& value, const VectorXd& move,
                   Outcome& outcome) {
    const VectorXd trial = x + move;
    double trial_value = 0.0;
    if (!oracle.value(trial, trial_value)) return false;
    outcome.finite = outcome.finite && std::isfinite(trial_value);
    outcome.moved = trial_value < value;
    if (!outcome.moved) return true;
    x = trial;
    value = trial_value;
    return oracle.accept(x, value);
  }

  double distance_;
  double tolerance_;
};

}  // namespace

Entry<Optimizer> two_point() {
  return {"two_point",
          "two nearby points, a step away from the larger value",
          {{.name = "distance",
            .default_value = "0.1",
            .summary = "of the two points at first",
            .low = 1e-300},
           {.name = "tolerance",
            .default_value = "1e-12",
            .summary = "converged at this distance, relative to 1 + |x|",
            .low = 0.0}},
          [](const Parameters& p) { return std::make_unique<TwoPoint>(p); }};
}

}  // namespace ravine::optimizers
