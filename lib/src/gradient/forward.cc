// The forward difference (f(x + h e_i) - f(x)) / h (Nocedal & Wright 2006, sec. 8.1).
#include <optional>

#include "gradient/coordinate_samples.h"
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

  void gradient(const Objective& objective, const Executor& executor, const VectorXd& x,
                std::optional<double> value, VectorXd& gradient, Probes& probes) override {
    const double base = value ? *value : value_of(objective, executor, x);
    steps_ = x.unaryExpr(step_);
    difference(objective, executor, x, base, gradient, probes);
  }

 protected:
  // The gradient with the steps that `steps_` holds. The terms that a coordinate touches have a sum
  // of their own at x, in place of f(x).
  void difference(const Objective& objective, const Executor& executor, const VectorXd& x,
                  double value, VectorXd& gradient, Probes& probes) {
    const bool touched = samples_.touches_terms(objective);
    samples_.at.resize(touched ? 2 : 1, x.size());
    samples_.at.row(0) = (x + steps_).transpose();
    if (touched) samples_.at.row(1) = x.transpose();
    samples_.evaluate(objective, executor, x);
    gradient.resize(x.size());
    for (Index i = 0; i < x.size(); ++i) {
      const double base = touched ? samples_.values(1, i) : value;
      // The distance that was really taken, since x + h rounds.
      gradient[i] = (samples_.values(0, i) - base) / (samples_.at(0, i) - x[i]);
    }
    samples_.tell(objective, 1, probes);
  }

  VectorXd steps_;

 private:
  StepRule step_;
  CoordinateSamples samples_;
};

/// With a step for each coordinate from its own curvature.
class ForwardAdapted final : public Forward {
 public:
  ForwardAdapted(double noise, double cost)
      : Forward(StepRule::fixed(1.0), cost), noise_(noise), second_(2, noise, cost) {}

  GradientCost cost(Index n, bool value_known) const override {
    return {second_.values(n) + Forward::cost(n, value_known).values, 0};
  }

  void gradient(const Objective& objective, const Executor& executor, const VectorXd& x,
                std::optional<double> value, VectorXd& gradient, Probes& probes) override {
    const double base = value ? *value : value_of(objective, executor, x);
    const VectorXd& seconds = second_.estimate(objective, executor, x, base, probes);
    steps_ = x.binaryExpr(seconds, [&](double entry, double second) {
      return visible_step(entry, forward_noise_step(noise_, second));
    });
    difference(objective, executor, x, base, gradient, probes);
  }

 private:
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
          noise_parameters(
              "1.4901161193847656e-08", "curvature",
              "|f''| along the coordinates, for 'noise'; 0: estimated from 4n more values"),
          make};
}

}  // namespace ravine::sources
