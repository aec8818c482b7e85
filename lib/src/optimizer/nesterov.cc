#include "optimizer/gradient_steps.h"
#include "optimizer/optimizers.h"

namespace ravine::optimizers {
namespace {

// Nesterov's accelerated gradient (Nesterov 1983), followed at the points y = x - eta beta V where
// its gradients are taken: V <- beta V + grad f(y), y <- y - eta (grad f(y) + beta V), which is the
// recurrence of Sutskever et al. 2013, eq. 3 and 4, for a constant step.
class Nesterov {
 public:
  static constexpr auto kBatching = Optimizer::Batching::kOptional;
  explicit Nesterov(const Parameters& p) : beta_(p.number("beta")) {}

  /// V is the sum of gradients, worth 1 / (1 - beta) of them.
  FoundStepRule found() const {
    return {.whole_factor = 0.5, .growth = 1.05, .batch_factor = 1.0 - beta_};
  }

  void start(Index n) { velocity_ = VectorXd::Zero(n); }

  void update(double eta, const VectorXd& g, VectorXd& y) {
    velocity_ = beta_ * velocity_ + g;
    y -= eta * (g + beta_ * velocity_);
  }

  Memory memory() const { return {.momentum = velocity_, .scale = {}}; }

 private:
  double beta_;
  VectorXd velocity_;
};

}  // namespace

Entry<Optimizer> nesterov() {
  return gradient_steps<Nesterov>("nesterov", "accelerated gradient (Nesterov 1983)", "0.01",
                                  {kept_share("beta", "0.9", "velocity")});
}

}  // namespace ravine::optimizers
