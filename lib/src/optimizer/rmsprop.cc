#include <cmath>

#include "optimizer/gradient_steps.h"
#include "optimizer/optimizers.h"

namespace ravine::optimizers {
namespace {

// RMSProp: v <- rho v + (1 - rho) g^2, x <- x - eta g / (sqrt(v) + epsilon), entry by entry
// (Tieleman & Hinton 2012, lecture 6e).
class RmsProp {
 public:
  static constexpr auto kBatching = Optimizer::Batching::kMiniBatch;
  explicit RmsProp(const Parameters& p) : rho_(p.number("rho")), epsilon_(p.number("epsilon")) {}

  static FoundStepRule found() {
    return {.moves = FoundStepRule::Moves::kUnits, .batch_factor = 1.0, .rate = 0.1};
  }

  void start(Index n) { squares_ = Eigen::ArrayXd::Zero(n); }

  void update(double eta, const VectorXd& g, VectorXd& x) {
    squares_ = without_subnormals(rho_ * squares_ + (1.0 - rho_) * g.array().square());
    x.array() -= eta * g.array() / (squares_.sqrt() + epsilon_);
  }

  Memory memory() const { return {.momentum = {}, .scale = squares_.sqrt() + epsilon_}; }

 private:
  double rho_;
  double epsilon_;
  Eigen::ArrayXd squares_;
};

}  // namespace

Entry<Optimizer> rmsprop() {
  return gradient_steps<RmsProp>(
      "rmsprop", "steps scaled by recent gradients (Tieleman & Hinton 2012)", "0.001",
      {kept_share("rho", "0.9", "mean square"), added_epsilon("1e-8")});
}

}  // namespace ravine::optimizers
