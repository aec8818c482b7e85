#include <cmath>

#include "optimizer/fading_power.h"
#include "optimizer/gradient_steps.h"
#include "optimizer/optimizers.h"

namespace ravine::optimizers {
namespace {

// AdamW: Adam's step, and beside it a decay of x that the moments do not see (Loshchilov & Hutter
// 2019, algorithm 2), entry by entry:
//   m <- beta1 m + (1 - beta1) g,  v <- beta2 v + (1 - beta2) g^2,
//   x <- x - eta ((m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon) + decay x).
// The paper's lambda is decay times the first step.
class AdamW {
 public:
  static constexpr auto kBatching = Optimizer::Batching::kMiniBatch;
  explicit AdamW(const Parameters& p)
      : beta1_(p.number("beta1")),
        beta2_(p.number("beta2")),
        epsilon_(p.number("epsilon")),
        decay_(p.number("weight_decay")) {}

  static FoundStepRule found() {
    return {.moves = FoundStepRule::Moves::kUnits, .batch_factor = 1.0, .rate = 0.1};
  }

  void start(Index n) { m_ = v_ = Eigen::ArrayXd::Zero(n); }

  void update(double eta, const VectorXd& gradient, VectorXd& x) {
    const auto g = gradient.array();
    const double bias1 = 1.0 - power1_.next();
    bias2_ = 1.0 - power2_.next();
    m_ = without_subnormals(beta1_ * m_ + (1.0 - beta1_) * g);
    v_ = without_subnormals(beta2_ * v_ + (1.0 - beta2_) * g.square());
    x.array() -= eta * (m_ / bias1 / ((v_ / bias2_).sqrt() + epsilon_) + decay_ * x.array());
  }

  Memory memory() const { return {.momentum = m_, .scale = (v_ / bias2_).sqrt() + epsilon_}; }

 private:
  double beta1_;
  double beta2_;
  double epsilon_;
  double decay_;
  Eigen::ArrayXd m_;
  Eigen::ArrayXd v_;
  FadingPower power1_{beta1_};
  FadingPower power2_{beta2_};
  double bias2_ = 0.0;  // 1 - beta2^t
};

}  // namespace

Entry<Optimizer> adamw() {
  return gradient_steps<AdamW>(
      "adamw", "Adam with decoupled weight decay (Loshchilov & Hutter 2019)", "0.001",
      {kept_share("beta1", "0.9", "mean"),
       kept_share("beta2", "0.999", "mean square"),
       added_epsilon("1e-8"),
       {.name = "weight_decay",
        .default_value = "0.01",
        .summary = "share of x that a step of 1 takes away",
        .low = 0.0}});
}

}  // namespace ravine::optimizers
