// The centered difference (f(x + h e_i) - f(x - h e_i)) / 2h (Nocedal & Wright 2006, sec. 8.1).
#include <cmath>
#include <optional>

#include "gradient/coordinate_samples.h"
#include "gradient/kept_estimates.h"
#include "gradient/noise.h"
#include "gradient/sources.h"
#include "gradient/step_rule.h"

namespace ravine::sources {
namespace {

class Centered : public GradientSource {
 public:
  Centered(StepRule step, double cost) : step_(step), samples_(cost) {}

  GradientCost cost(Index n, bool) const override { return {2 * n, 0}; }

 protected:
  double differentiate(const GradientQuery& query, VectorXd& gradient, Probes& probes) override {
    steps_ = query.x.unaryExpr(step_);
    return difference(query, gradient, probes);
  }

  // The gradient with the steps that `steps_` holds; returns f(x) where it is known or wanted. At
  // the edge of the domain, where the value on one side is not finite, an entry is the one-sided
  // difference of the other side.
  double difference(const GradientQuery& query, VectorXd& gradient, Probes& probes) {
    const VectorXd& x = query.x;
    samples_.at.resize(2, x.size());
    samples_.at.row(0) = (x + steps_).transpose();
    samples_.at.row(1) = (x - steps_).transpose();
    samples_.evaluate(query.f, query.executor, x, query.value_wanted && !query.value);
    // Sums over touched terms are no values of f, so f(x) cannot stand in for one of them.
    const bool known = (query.value || query.value_wanted) && !samples_.touches_terms(query.f);
    const double here = query.value ? *query.value : samples_.base;
    gradient.resize(x.size());
    for (Index i = 0; i < x.size(); ++i) {
      const bool ahead = std::isfinite(samples_.values(0, i));
      const bool edge =
          known && std::isfinite(here) && ahead != std::isfinite(samples_.values(1, i));
      const double right = edge && !ahead ? here : samples_.values(0, i);
      const double left = edge && ahead ? here : samples_.values(1, i);
      // The distance that was really taken, since x + h and x - h round.
      const double distance =
          (edge && !ahead ? x[i] : samples_.at(0, i)) - (edge && ahead ? x[i] : samples_.at(1, i));
      gradient[i] = (right - left) / distance;
      probes.add_rounding(right, left, distance);
    }
    samples_.tell(query.f, 2, probes);
    return here;
  }

  VectorXd steps_;

 private:
  StepRule step_;
  CoordinateSamples samples_;
};

/// With a step for each coordinate from its own third derivative.
class CenteredAdapted final : public Centered, public KeptEstimates {
 public:
  CenteredAdapted(double noise, double cost)
      : Centered(StepRule::fixed(1.0), cost), noise_(noise), third_(3, noise, cost) {}

  GradientCost cost(Index n, bool) const override {
    if (!third_.due()) return Centered::cost(n, true);
    return third_.cost_before(Centered::cost(n, true), n, false);
  }
  void forget() override { third_.forget(); }

 private:
  double differentiate(const GradientQuery& query, VectorXd& gradient, Probes& probes) override {
    GradientQuery with_value = query;
    const VectorXd& thirds =
        third_.estimate(with_value, query.value_wanted && !query.value, probes);
    steps_ = query.x.binaryExpr(thirds, [&](double entry, double third) {
      return visible_step(entry, centered_noise_step(noise_, third));
    });
    return difference(with_value, gradient, probes);
  }

  double noise_;
  DerivativeEstimate third_;
};

std::unique_ptr<GradientSource> make(const Parameters& p) {
  const double cost = p.number("cost");
  if (!is_noisy(p, "third")) return std::make_unique<Centered>(StepRule::from(p), cost);
  const double noise = p.number("noise");
  const double third = p.number("third");
  if (third == 0.0) return std::make_unique<CenteredAdapted>(noise, cost);
  return std::make_unique<Centered>(StepRule::fixed(centered_noise_step(noise, third)), cost);
}

}  // namespace

Entry<GradientSource> centered() {
  // eps^(1/3) balances truncation against round-off.
  return {"centered", "centered difference, error O(h^2), 2n values",
          noise_parameters("6.0554544523933395e-06", "third",
                           "|f'''| along the coordinates, for 'noise'; 0: estimated from 8n more "
                           "values, anew for each tenth gradient"),
          make};
}

}  // namespace ravine::sources
