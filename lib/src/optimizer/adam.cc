#include <cmath>

#include "optimizer/fading_power.h"
#include "optimizer/gradient_steps.h"
#include "optimizer/optimizers.h"

namespace ravine::optimizers {
namespace {

// Adam (Kingma & Ba 2015, algorithm 1), entry by entry:
//   m <- beta1 m + (1 - beta1) g,  v <- beta2 v + (1 - beta2) g^2,
//   x <- x - eta (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon).
class Adam {
 public:
  static constexpr auto kBatching = Optimizer::Batching::kMiniBatch;
  explicit Adam(const Parameters& p)
      : beta1_(p.number("beta1")), beta2_(p.number("beta2")), epsilon_(p.number("epsilon")) {}

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
    x.array() -= eta / bias1 * m_ / ((v_ / bias2_).sqrt() + epsilon_);
  }

  Memory memory() const { return {.momentum = m_, .scale = (v_ / bias2_).sqrt() + epsilon_}; }

 private:
  double beta1_;
  double beta2_;
  double epsilon_;
  Eigen::ArrayXd m_;
  Eigen::ArrayXd v_;
  FadingPower power1_{beta1_};
  FadingPower power2_{beta2_};
  double bias2_ = 0.0;  // 1 - beta2^t
};

}  // namespace

Entry<Optimizer> adam() {
  return gradient_steps<Adam>("adam", "adaptive moments (Kingma & Ba 2015)", "0.001",
                              {kept_share("beta1", "0.9", "mean"),
                               kept_share("beta2", "0.999", "mean square"), added_epsilon("1e-8")});
}

}  // namespace ravine::optimizers
