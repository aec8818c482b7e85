// Steps for functions whose values carry noise: those that balance it against the truncation
// (Moré & Wild 2012, "Estimating derivatives of noisy simulations").
#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "gradient/coordinate_samples.h"
#include "ravine/spec.h"

namespace ravine {

/// h = 8^(1/4) (noise / |f''|)^(1/2) minimises the bound on a forward difference's expected squared
/// error, where `noise` is the standard deviation of a value.
inline double forward_noise_step(double noise, double second) {
  return std::pow(8.0, 0.25) * std::sqrt(noise / second);
}

/// h = 3^(1/3) (noise / |f'''|)^(1/3) does the same for a centered one.
inline double centered_noise_step(double noise, double third) {
  return std::cbrt(3.0 * noise / third);
}

/// |f''| or |f'''| along each coordinate, as roughly as a step needs it. A first trial steps
/// h = noise^(1/(order + 2)). Where its difference is below a hundred times the noise, or the
/// values vary by more than a tenth, a second trial steps (noise / estimate)^(1/(order + 2)). Moré
/// & Wild make the second trial only then, and have only order 2. Here it is always made, so that
/// the count is fixed, and order 3 works in the same way. A difference below the noise is taken to
/// be as large as the noise, because a derivative that vanishes only at x needs no longer step than
/// was tried. Where a step meets values that are not finite, as beyond the edge of f's domain, the
/// next step is a 32nd of it. Steps are absolute: x is taken to be scaled to about 1. An estimate
/// serves ten gradients, since a step that is wrong by a factor of two costs little.
class DerivativeEstimate {
 public:
  /// `order` is 2 or 3; `cost` as in crossover.h.
  DerivativeEstimate(int order, double noise, double cost);

  /// True where the next gradient makes an estimate. Others take that of a gradient before.
  bool due() const { return age_ == 0; }
  void forget() {
    age_ = 0;
    kept_ = false;
  }

  /// What an estimate costs together with the gradient after it, which costs `gradient`: two
  /// batches more, of 2n or 4n values each, and f(x) in the first with `base_too`.
  GradientCost cost_before(GradientCost gradient, Index n, bool base_too) const {
    const Index first = offsets() * n + (base_too ? 1 : 0);
    const Index second = offsets() * n;
    return {gradient.values + first + second, gradient.gradients, {first, second}};
  }

  /// The n estimates at the query's x, or at that of a gradient before, all of them above 0. Where
  /// they are made with `base_too`, f(x) is evaluated beside the first samples and becomes the
  /// query's value, which order 2 needs.
  const VectorXd& estimate(GradientQuery& query, bool base_too, Probes& probes);

 private:
  Index offsets() const { return order_ == 2 ? 2 : 4; }
  void sample(const GradientQuery& query, bool base_too, Probes& probes);
  double base(Index i, double value) const;
  double difference(Index i, double value) const;
  double estimate_of(Index i, double value) const;
  bool reliable(Index i, double value) const;

  int order_;
  double noise_;
  int age_ = 0;        // in gradients
  bool kept_ = false;  // there is an estimate of this function
  CoordinateSamples samples_;
  VectorXd steps_;
  VectorXd result_;
  VectorXd before_;  // the last result
};

/// The parameters of the step: those of StepRule with `relative` as the default, then `noise`, then
/// the derivative that the source needs with it, under the source's name and summary for it.
std::vector<Parameter> noise_parameters(std::string relative, std::string derivative,
                                        std::string summary);

/// True where `noise` is given. Throws std::invalid_argument where it stands beside a step, and
/// where the derivative is given without it.
bool is_noisy(const Parameters& parameters, const std::string& derivative);

}  // namespace ravine
