// The forward difference (f(x + h e_i) - f(x)) / h (Nocedal & Wright 2006, sec. 8.1).
#include <optional>

#include "gradient/coordinate_samples.h"
#include "gradient/kept_estimates.h"
#include "gradient/noise.h"
#include "gradient/sources.h"
#include "gradient/step_rule.h"

namespace ravine::sources {
namespace {

class Forward : public GradientSource {
 public:
  Forward(StepRule step, double cost) : step_(step), samples_(cost) {}

  GradientCost cost(Index n, bool value_known) const override {
    return {n + (value_known ? 0 : 1), 0};
  }

 protected:
  double differentiate(const GradientQuery& query, VectorXd& gradient, Probes& probes) override {
    steps_ = query.x.unaryExpr(step_);
    return difference(query, gradient, probes);
  }

  // The gradient with the steps that `steps_` holds; returns f(x). The terms that a coordinate
  // touches have a sum of their own at x, in place of f(x).
  double difference(const GradientQuery& query, VectorXd& gradient, Probes& probes) {
    const VectorXd& x = query.x;
    const bool touched = samples_.touches_terms(query.f);
    samples_.at.resize(touched ? 2 : 1, x.size());
    samples_.at.row(0) = (x + steps_).transpose();
    if (touched) samples_.at.row(1) = x.transpose();
    samples_.evaluate(query.f, query.executor, x, !query.value);
    const double value = query.value ? *query.value : samples_.base;
    gradient.resize(x.size());
    for (Index i = 0; i < x.size(); ++i) {
      const double base = touched ? samples_.values(1, i) : value;
      // The distance that was really taken, since x + h rounds.
      const double distance = samples_.at(0, i) - x[i];
      gradient[i] = (samples_.values(0, i) - base) / distance;
      probes.add_rounding(samples_.values(0, i), base, distance);
    }
    samples_.tell(query.f, 1, probes);
    return value;
  }

  VectorXd steps_;

 private:
  StepRule step_;
  CoordinateSamples samples_;
};

/// With a step for each coordinate from its own curvature.
class ForwardAdapted final : public Forward, public KeptEstimates {
 public:
  ForwardAdapted(double noise, double cost)
      : Forward(StepRule::fixed(1.0), cost), noise_(noise), second_(2, noise, cost) {}

  GradientCost cost(Index n, bool value_known) const override {
    if (!second_.due()) return Forward::cost(n, value_known);
    return second_.cost_before(Forward::cost(n, true), n, !value_known);
  }
  void forget() override { second_.forget(); }

 private:
  double differentiate(const GradientQuery& query, VectorXd& gradient, Probes& probes) override {
    GradientQuery with_value = query;
    const VectorXd& seconds = second_.estimate(with_value, !query.value, probes);
    steps_ = query.x.binaryExpr(seconds, [&](double entry, double second) {
      return visible_step(entry, forward_noise_step(noise_, second));
    });
    return difference(with_value, gradient, probes);
  }

  double noise_;
  DerivativeEstimate second_;
};

std::unique_ptr<GradientSource> make(const Parameters& p) {
  const double cost = p.number("cost");
  if (!is_noisy(p, "curvature")) return std::make_unique<Forward>(StepRule::from(p), cost);
  const double noise = p.number("noise");
  const double second = p.number("curvature");
  if (second == 0.0) return std::make_unique<ForwardAdapted>(noise, cost);
  return std::make_unique<Forward>(StepRule::fixed(forward_noise_step(noise, second)), cost);
}

}  // namespace

Entry<GradientSource> forward() {
  // eps^(1/2) balances truncation against round-off.
  return {"forward", "forward difference, error O(h), n + 1 values",
          noise_parameters("1.4901161193847656e-08", "curvature",
                           "|f''| along the coordinates, for 'noise'; 0: estimated from 4n more "
                           "values, anew for each tenth gradient"),
          make};
}

}  // namespace ravine::sources
