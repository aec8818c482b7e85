#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "optimizer/line_search/line.h"
#include "optimizer/line_search/scale.h"
#include "optimizer/optimizers.h"
#include "oracle/finite.h"

namespace ravine::optimizers {
namespace {

// Nesterov's accelerated gradient (Nesterov 1983) with a Lipschitz constant L found by backtracking
// (Beck & Teboulle 2009, section 4) and adaptive restart (O'Donoghue & Candès 2015, section 3.2):
//   x' = y - grad f(y) / L,  theta' = (1 + sqrt(1 + 4 theta^2)) / 2,
//   y' = x' + (theta - 1) / theta' (x' - x).
// The iterates are the points y, where the gradients are.
class AcceleratedGradient final : public Optimizer {
 public:
  AcceleratedGradient(std::string restart, double relaxation)
      : restart_(std::move(restart)), relaxation_(relaxation) {}

  void minimize(Oracle& oracle, VectorXd& x) const override {
    Sample at_y{x, 0.0, VectorXd(x.size())};
    if (!oracle.value_and_gradient(at_y.x, at_y.f, at_y.gradient)) return;
    double f = at_y.f;
    double theta = 1.0;
    // A first trial at distance 1, or at that of x from the origin where 1 is no length beside it.
    const double size = safe_norm(x);
    const bool extreme = size > 0.0 && (size < 1e-20 || size > 1e20);
    double lipschitz = safe_norm(at_y.gradient) / (extreme ? size : 1.0);
    VectorXd next(x.size());
    while (oracle.accept(at_y.x, at_y.f, at_y.gradient)) {
      double next_f = 0.0;
      if (!descend(oracle, at_y, lipschitz, next, next_f)) return;
      const VectorXd move = next - x;
      const double climb = restart_ == "function" ? next_f - f : at_y.gradient.dot(move);
      if (restart_ != "none" && climb > 0.0) theta = 1.0;
      const double grown = 0.5 * (1.0 + std::sqrt(1.0 + 4.0 * theta * theta));
      const double beta = (theta - 1.0) / grown;
      x = next;
      f = next_f;
      theta = grown;
      lipschitz *= relaxation_;
      if (!look_ahead(oracle, x + beta * move, at_y)) return;
      if (!at_y.finite()) {
        theta = 1.0;
        if (!look_ahead(oracle, x, at_y)) return;
      }
    }
  }

 private:
  struct Sample {
    VectorXd x;
    double f;
    VectorXd gradient;
    bool finite() const { return std::isfinite(f) && all_finite(gradient); }
  };

  static bool look_ahead(Oracle& oracle, const VectorXd& y, Sample& at_y) {
    at_y.x = y;
    return oracle.value_and_gradient(at_y.x, at_y.f, at_y.gradient);
  }

  /// next = y - g / L with the first of L, 2 L, 4 L, ... that gives the decrease |g|^2 / (2 L),
  /// which a gradient with Lipschitz constant L guarantees. False once the run is over.
  static bool descend(Oracle& oracle, const Sample& y, double& lipschitz, VectorXd& next,
                      double& next_f) {
    constexpr int kMostDoublings = 100;
    const double unit = safe_unit(y.gradient);
    const double square = (unit * y.gradient).squaredNorm();
    const double round_off = std::numeric_limits<double>::epsilon() * std::abs(y.f);
    std::vector<LinePoint> trials;
    for (int doubling = 0; doubling < kMostDoublings; ++doubling, lipschitz *= 2.0) {
      next = y.x - y.gradient / lipschitz;
      if (!oracle.value(next, next_f)) return false;
      if (doubling > 0) trials.push_back({1.0 / lipschitz, next_f});
      if (!std::isfinite(next_f)) continue;
      if (next_f <= y.f - 0.5 * square / (unit * lipschitz) / unit + round_off) return true;
    }
    const SlopePoint origin{0.0, y.f, -square / unit / unit};
    oracle.finish(Status::kStalled, no_lower_step(origin, std::move(trials), y.x, y.gradient));
    return false;
  }

  std::string restart_;
  double relaxation_;
};

}  // namespace

Entry<Optimizer> accelerated_gradient() {
  return {"accelerated_gradient",
          "Nesterov's method with backtracking and restart (O'Donoghue & Candès 2015)",
          {{.name = "restart",
            .default_value = "gradient",
            .summary = "where the momentum is dropped",
            .choices = {"gradient", "function", "none"}},
           {.name = "relaxation",
            .default_value = "0.9",
            .summary = "of the Lipschitz constant a step, so that steps can grow",
            .low = 0.1,
            .high = 1.0}},
          [](const Parameters& p) {
            return std::make_unique<AcceleratedGradient>(p.word("restart"), p.number("relaxation"));
          }};
}

}  // namespace ravine::optimizers
