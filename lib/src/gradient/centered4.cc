// The five-point difference, error O(h^4): (8 (f(h) - f(-h)) - (f(2h) - f(-2h))) / 12h along each
// coordinate (Abramowitz & Stegun 1964, 25.3.6), written as the extrapolation of two centered ones.
#include "gradient/coordinate_samples.h"
#include "gradient/sources.h"
#include "gradient/step_rule.h"

namespace ravine::sources {
namespace {

class Centered4 final : public GradientSource {
 public:
  Centered4(StepRule step, double cost) : step_(step), samples_(cost) {}

  GradientCost cost(Index n, bool) const override { return {4 * n, 0}; }

 private:
  double differentiate(const GradientQuery& query, VectorXd& gradient, Probes& probes) override {
    const VectorXd& x = query.x;
    samples_.at.resize(4, x.size());
    for (Index i = 0; i < x.size(); ++i) {
      const double h = step_(x[i]);
      samples_.at.col(i) << x[i] + h, x[i] - h, x[i] + 2.0 * h, x[i] - 2.0 * h;
    }
    samples_.evaluate(query.f, query.executor, x, query.value_wanted);
    gradient.resize(x.size());
    for (Index i = 0; i < x.size(); ++i) {
      gradient[i] = (4.0 * quotient(i, 0) - quotient(i, 2)) / 3.0;
      // Four thirds of the inner quotient's; the outer one's is smaller.
      probes.add_rounding(samples_.values(0, i), samples_.values(1, i),
                          0.75 * (samples_.at(0, i) - samples_.at(1, i)));
    }
    samples_.tell(query.f, 4, probes);
    return samples_.base;
  }

  // The centered difference between samples k and k + 1, over the distance really taken.
  double quotient(Index i, Index k) const {
    return (samples_.values(k, i) - samples_.values(k + 1, i)) /
           (samples_.at(k, i) - samples_.at(k + 1, i));
  }

  StepRule step_;
  CoordinateSamples samples_;
};

}  // namespace

Entry<GradientSource> centered4() {
  // eps^(1/5) balances truncation against round-off.
  return {"centered4", "five-point difference, error O(h^4), 4n values",
          step_parameters("7.4009597974140505e-04"), [](const Parameters& p) {
            return std::make_unique<Centered4>(StepRule::from(p), p.number("cost"));
          }};
}

}  // namespace ravine::sources
