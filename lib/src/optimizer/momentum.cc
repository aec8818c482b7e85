#include <algorithm>

#include "optimizer/gradient_steps.h"
#include "optimizer/optimizers.h"

namespace ravine::optimizers {
namespace {

// Heavy-ball momentum: V <- beta V + grad f(x), x <- x - eta V (Polyak 1964).
class Momentum {
 public:
  static constexpr auto kBatching = Optimizer::Batching::kOptional;
  explicit Momentum(const Parameters& p) : beta_(p.number("beta")) {}

  /// V is the sum of gradients, worth 1 / (1 - beta) of them.
  FoundStepRule found() const {
    return {.whole_factor = std::min(1.0, 2.0 * (1.0 - beta_)),
            .growth = 1.05,
            .batch_factor = 1.0 - beta_};
  }

  void start(Index n) { velocity_ = VectorXd::Zero(n); }

  void update(double eta, const VectorXd& g, VectorXd& x) {
    velocity_ = beta_ * velocity_ + g;
    x -= eta * velocity_;
  }

  Memory memory() const { return {.momentum = velocity_, .scale = {}}; }

 private:
  double beta_;
  VectorXd velocity_;
};

}  // namespace

Entry<Optimizer> momentum() {
  return gradient_steps<Momentum>("momentum",
                                  "heavy ball: the step times a sum of gradients (Polyak 1964)",
                                  "0.01", {kept_share("beta", "0.9", "velocity")});
}

}  // namespace ravine::optimizers
