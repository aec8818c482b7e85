#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "core/random.h"
#include "optimizer/optimizers.h"

namespace ravine::optimizers {
namespace {

// Simultaneous perturbation stochastic approximation (Spall 1992): two values, whatever n, give
//   g = (f(x + c_k d) - f(x - c_k d)) / (2 c_k) d,   d of random signs,   x' = x - a_k g,
// with the gains a_k = a / (A + k)^alpha, c_k = c / k^gamma (Spall 1998, section III). `a` makes
// the first moves of each entry `step` long on average over a few trials, and a move that raises
// the value is blocked (Spall 1998, section V), for a third value a step.
class Spsa final : public Optimizer {
 public:
  explicit Spsa(const Parameters& p)
      : step_(p.number("step")),
        perturbation_(p.number("perturbation")),
        stability_(p.number("stability")),
        alpha_(p.number("alpha")),
        gamma_(p.number("gamma")) {}
  bool uses_gradient() const override { return false; }

  void minimize(Oracle& oracle, VectorXd& x) const override {
    Random random(oracle.seed(), Random::Stream::kDirection);
    double f = 0.0;
    if (!oracle.value(x, f) || !oracle.accept(x, f)) return;
    double a = 0.0;
    if (!first_gain(oracle, random, x, a)) return;
    for (Index k = 1;; ++k) {
      const auto t = static_cast<double>(k);
      const VectorXd d = signs(random, x.size());
      double slope = 0.0;
      if (!slope_along(oracle, x, d, perturbation_ / std::pow(t, gamma_), slope)) return;
      if (std::isfinite(slope)) {
        const VectorXd trial = x - a / std::pow(stability_ + t, alpha_) * slope * d;
        double trial_f = 0.0;
        if (!oracle.value(trial, trial_f)) return;
        if (trial_f <= f) {
          x = trial;
          f = trial_f;
        }
      }
      if (!oracle.accept(x, f)) return;
    }
  }

 private:
  /// Signs +1 and -1 with equal chance (Spall 1992, section III: their inverse moments are finite).
  static VectorXd signs(Random& random, Index n) {
    VectorXd d(n);
    for (double& entry : d) entry = random.below(2) == 0 ? -1.0 : 1.0;
    return d;
  }

  static bool slope_along(Oracle& oracle, const VectorXd& x, const VectorXd& d, double c,
                          double& slope) {
    const std::array<VectorXd, 2> points{x + c * d, x - c * d};
    VectorXd f;
    if (!oracle.values(points, f)) return false;
    slope = (f[0] - f[1]) / (2.0 * c);
    return true;
  }

  /// a = step (A + 1)^alpha / mean |g_i|, from the slopes along a few perturbations of the start.
  bool first_gain(Oracle& oracle, Random& random, const VectorXd& x, double& a) const {
    constexpr Index kTrials = 5;
    std::vector<VectorXd> points;
    for (Index trial = 0; trial < kTrials; ++trial) {
      const VectorXd move = perturbation_ * signs(random, x.size());
      points.push_back(x + move);
      points.push_back(x - move);
    }
    VectorXd f;
    if (!oracle.values(points, f)) return false;
    double sum = 0.0;
    int finite = 0;
    for (Index trial = 0; trial < kTrials; ++trial) {
      const double slope = (f[2 * trial] - f[2 * trial + 1]) / (2.0 * perturbation_);
      if (!std::isfinite(slope)) continue;
      sum += std::abs(slope);
      ++finite;
    }
    const double mean = finite > 0 ? sum / finite : 0.0;
    a = step_ * std::pow(stability_ + 1.0, alpha_) / (mean > 0.0 ? mean : 1.0);
    return true;
  }

  double step_;
  double perturbation_;
  double stability_;
  double alpha_;
  double gamma_;
};

}  // namespace

Entry<Optimizer> spsa() {
  return {"spsa",
          "simultaneous perturbation, two values a gradient (Spall 1992)",
          {{.name = "step",
            .default_value = "0.1",
            .summary = "length of an entry's first moves",
            .low = 1e-300},
           {.name = "perturbation",
            .default_value = "0.001",
            .summary = "c, the first distance of the values",
            .low = 1e-300},
           {.name = "stability",
            .default_value = "100",
            .summary = "A, steps before the gain begins to fall",
            .low = 0.0},
           {.name = "alpha",
            .default_value = "0.602",
            .summary = "the gain falls like k^-alpha",
            .low = 0.0},
           {.name = "gamma",
            .default_value = "0.101",
            .summary = "the distance falls like k^-gamma",
            .low = 0.0}},
          [](const Parameters& p) { return std::make_unique<Spsa>(p); }};
}

}  // namespace ravine::optimizers
