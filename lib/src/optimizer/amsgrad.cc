#include <cmath>

#include "optimizer/gradient_steps.h"
#include "optimizer/optimizers.h"

namespace ravine::optimizers {
namespace {

// AMSGrad: Adam without bias correction, scaled by the largest mean square so far, so that no
// entry's step ever grows (Reddi, Kale & Kumar 2018, algorithm 2):
//   m <- beta1 m + (1 - beta1) g,  v <- beta2 v + (1 - beta2) g^2,  vmax <- max(vmax, v),
//   x <- x - eta m / (sqrt(vmax) + epsilon).
class AmsGrad {
 public:
  static constexpr auto kBatching = Optimizer::Batching::kMiniBatch;
  explicit AmsGrad(const Parameters& p)
      : beta1_(p.number("beta1")), beta2_(p.number("beta2")), epsilon_(p.number("epsilon")) {}

  static FoundStepRule found() {
    return {.moves = FoundStepRule::Moves::kUnits, .batch_factor = 0.2, .rate = 0.1};
  }

  void start(Index n) { m_ = v_ = v_max_ = Eigen::ArrayXd::Zero(n); }

  void update(double eta, const VectorXd& gradient, VectorXd& x) {
    const auto g = gradient.array();
    m_ = without_subnormals(beta1_ * m_ + (1.0 - beta1_) * g);
    v_ = without_subnormals(beta2_ * v_ + (1.0 - beta2_) * g.square());
    v_max_ = v_max_.max(v_);
    x.array() -= eta * m_ / (v_max_.sqrt() + epsilon_);
  }

  Memory memory() const { return {.momentum = m_, .scale = v_max_.sqrt() + epsilon_}; }

 private:
  double beta1_;
  double beta2_;
  double epsilon_;
  Eigen::ArrayXd m_;
  Eigen::ArrayXd v_;
  Eigen::ArrayXd v_max_;
};

}  // namespace

Entry<Optimizer> amsgrad() {
  return gradient_steps<AmsGrad>(
      "amsgrad", "Adam with scales that never shrink (Reddi, Kale & Kumar 2018)", "0.001",
      {kept_share("beta1", "0.9", "mean"), kept_share("beta2", "0.999", "mean square"),
       added_epsilon("1e-8")});
}

}  // namespace ravine::optimizers
