#include <cmath>

#include "optimizer/fading_power.h"
#include "optimizer/gradient_steps.h"
#include "optimizer/optimizers.h"

namespace ravine::optimizers {
namespace {

// Nadam: Adam with Nesterov's look ahead in its mean (Dozat 2016, algorithm 8 with a constant mu),
// entry by entry:
//   m <- mu m + (1 - mu) g,  v <- nu v + (1 - nu) g^2,
//   ahead = mu m / (1 - mu^(t+1)) + (1 - mu) g / (1 - mu^t),
//   x <- x - eta ahead / (sqrt(v / (1 - nu^t)) + epsilon).
class Nadam {
 public:
  static constexpr auto kBatching = Optimizer::Batching::kMiniBatch;
  explicit Nadam(const Parameters& p)
      : mu_(p.number("beta1")), nu_(p.number("beta2")), epsilon_(p.number("epsilon")) {}

  static FoundStepRule found() {
    return {.moves = FoundStepRule::Moves::kUnits, .batch_factor = 1.0, .rate = 0.1};
  }

  void start(Index n) { m_ = v_ = Eigen::ArrayXd::Zero(n); }

  void update(double eta, const VectorXd& gradient, VectorXd& x) {
    const auto g = gradient.array();
    const double mu_power = mu_power_.next();
    bias2_ = 1.0 - nu_power_.next();
    m_ = without_subnormals(mu_ * m_ + (1.0 - mu_) * g);
    v_ = without_subnormals(nu_ * v_ + (1.0 - nu_) * g.square());
    const double mean = eta * mu_ / (1.0 - mu_ * mu_power);
    const double present = eta * (1.0 - mu_) / (1.0 - mu_power);
    x.array() -= (mean * m_ + present * g) / ((v_ / bias2_).sqrt() + epsilon_);
  }

  Memory memory() const { return {.momentum = m_, .scale = (v_ / bias2_).sqrt() + epsilon_}; }

 private:
  double mu_;
  double nu_;
  double epsilon_;
  Eigen::ArrayXd m_;
  Eigen::ArrayXd v_;
  FadingPower mu_power_{mu_};
  FadingPower nu_power_{nu_};
  double bias2_ = 0.0;  // 1 - nu^t
};

}  // namespace

Entry<Optimizer> nadam() {
  return gradient_steps<Nadam>(
      "nadam", "Adam with Nesterov's look ahead (Dozat 2016)", "0.001",
      {kept_share("beta1", "0.9", "mean"), kept_share("beta2", "0.999", "mean square"),
       added_epsilon("1e-8")});
}

}  // namespace ravine::optimizers
