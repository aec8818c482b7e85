#include <cmath>

#include "optimizer/gradient_steps.h"
#include "optimizer/optimizers.h"

namespace ravine::optimizers {
namespace {

// Lion: the sign of an interpolated momentum (Chen et al. 2023, program 1), entry by entry:
//   c = beta1 m + (1 - beta1) g,  x <- x - eta (sign(c) + decay x),  m <- beta2 m + (1 - beta2) g.
class Lion {
 public:
  static constexpr auto kBatching = Optimizer::Batching::kMiniBatch;
  explicit Lion(const Parameters& p)
      : beta1_(p.number("beta1")), beta2_(p.number("beta2")), decay_(p.number("weight_decay")) {}

  static FoundStepRule found() {
    return {.moves = FoundStepRule::Moves::kUnits, .batch_factor = 1.0, .rate = 0.2};
  }

  void start(Index n) { m_ = Eigen::ArrayXd::Zero(n); }

  void update(double eta, const VectorXd& gradient, VectorXd& x) {
    const auto g = gradient.array();
    x.array() -= eta * ((beta1_ * m_ + (1.0 - beta1_) * g).sign() + decay_ * x.array());
    m_ = without_subnormals(beta2_ * m_ + (1.0 - beta2_) * g);
  }

  Memory memory() const { return {.momentum = m_, .scale = {}}; }

 private:
  double beta1_;
  double beta2_;
  double decay_;
  Eigen::ArrayXd m_;
};

}  // namespace

Entry<Optimizer> lion() {
  return gradient_steps<Lion>("lion", "the sign of a momentum (Chen et al. 2023)", "0.0001",
                              {kept_share("beta1", "0.9", "mean in the sign"),
                               kept_share("beta2", "0.99", "mean"),
                               {.name = "weight_decay",
                                .default_value = "0",
                                .summary = "share of x that a step of 1 takes away",
                                .low = 0.0}});
}

}  // namespace ravine::optimizers
