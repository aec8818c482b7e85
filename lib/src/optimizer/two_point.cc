#include <cmath>

#include "core/random.h"
#include "optimizer/optimizers.h"

namespace ravine::optimizers {
namespace {

// Two nearby points, and a step away from the larger value: in one dimension the plain search,
// in n dimensions along a random direction each step (Rastrigin 1963; the shrinking follows the
// 1/5 rule's idea, Rechenberg 1973). The distance is kept on success; when neither the point ahead
// nor the one behind is lower, it shrinks by 2^(-1/n).
class TwoPoint final : public Optimizer {
 public:
  explicit TwoPoint(const Parameters& p)
      : distance_(p.number("distance")), tolerance_(p.number("tolerance")) {}
  bool uses_gradient() const override { return false; }

  void minimize(Oracle& oracle, VectorXd& x) const override {
    Random random(oracle.seed(), Random::Stream::kDirection);
    const double shrink = std::exp2(-1.0 / static_cast<double>(x.size()));
    double distance = distance_;
    double value = 0.0;
    if (!oracle.value(x, value)) return;
    if (!oracle.accept(x, value)) return;
    Outcome outcome{false, true};
    while (distance > tolerance_ * (1.0 + x.norm())) {
      const VectorXd move = distance * random.direction(x.size());
      outcome = {};
      if (!step(oracle, x, value, move, outcome)) return;
      if (!outcome.moved && !step(oracle, x, value, -move, outcome)) return;
      if (!outcome.moved) distance *= shrink;
    }
    if (outcome.finite) {
      oracle.finish(Status::kConverged, "the distance between the two points is within tolerance");
    } else {
      oracle.finish(Status::kNonFinite, "the values on both sides are NaN or infinite");
    }
  }

 private:
  /// What was seen in one direction.
  struct Outcome {
    bool moved = false;
    bool finite = false;  ///< on at least one side
  };

  static bool step(Oracle& oracle, VectorXd& x, double& value, const VectorXd& move,
                   Outcome& outcome) {
    const VectorXd trial = x + move;
    double trial_value = 0.0;
    if (!oracle.value(trial, trial_value)) return false;
    outcome.finite = outcome.finite || std::isfinite(trial_value);
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
