#include <cmath>

#include "optimizer/fading_power.h"
#include "optimizer/gradient_steps.h"
#include "optimizer/optimizers.h"

namespace ravine::optimizers {
namespace {

// AdaBelief: Adam scaled by how far gradients stray from their mean (Zhuang et al. 2020, algorithm
// 2), entry by entry:
//   m <- beta1 m + (1 - beta1) g,  s <- beta2 s + (1 - beta2) (g - m)^2 + epsilon,
//   x <- x - eta (m / (1 - beta1^t)) / (sqrt(s / (1 - beta2^t)) + epsilon).
class AdaBelief {
 public:
  static constexpr auto kBatching = Optimizer::Batching::kMiniBatch;
  explicit AdaBelief(const Parameters& p)
      : beta1_(p.number("beta1")), beta2_(p.number("beta2")), epsilon_(p.number("epsilon")) {}

  static FoundStepRule found() {
    return {.moves = FoundStepRule::Moves::kUnits, .batch_factor = 1.0, .rate = 0.1};
  }

  void start(Index n) { m_ = s_ = Eigen::ArrayXd::Zero(n); }

  void update(double eta, const VectorXd& gradient, VectorXd& x) {
    const auto g = gradient.array();
    const double bias1 = 1.0 - power1_.next();
    bias2_ = 1.0 - power2_.next();
    m_ = without_subnormals(beta1_ * m_ + (1.0 - beta1_) * g);
    s_ = beta2_ * s_ + (1.0 - beta2_) * (g - m_).square() + epsilon_;
    x.array() -= eta / bias1 * m_ / ((s_ / bias2_).sqrt() + epsilon_);
  }

  Memory memory() const { return {.momentum = m_, .scale = (s_ / bias2_).sqrt() + epsilon_}; }

 private:
  double beta1_;
  double beta2_;
  double epsilon_;
  Eigen::ArrayXd m_;
  Eigen::ArrayXd s_;
  FadingPower power1_{beta1_};
  FadingPower power2_{beta2_};
  double bias2_ = 0.0;  // 1 - beta2^t
};

}  // namespace

Entry<Optimizer> adabelief() {
  return gradient_steps<AdaBelief>(
      "adabelief", "Adam scaled by the gradients' spread (Zhuang et al. 2020)", "0.001",
      {kept_share("beta1", "0.9", "mean"), kept_share("beta2", "0.999", "mean square deviation"),
       added_epsilon("1e-8")});
}

}  // namespace ravine::optimizers
