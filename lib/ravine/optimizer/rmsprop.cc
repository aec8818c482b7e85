#include "ravine/optimizer/optimizers.h"
#include "ravine/optimizer/step/schedule.h"

namespace ravine::optimizers {
namespace {

// RMSProp: v <- rho v + (1 - rho) g^2, x <- x - eta g / (sqrt(v) + epsilon), entry by entry
// (Tieleman & Hinton 2012, lecture 6e).
class RmsProp final : public Optimizer {
 public:
  explicit RmsProp(const Parameters& p)
      : step_(p), rho_(p.number("rho")), epsilon_(p.number("epsilon")) {}
  Batching batching() const override { return Batching::kMiniBatch; }

  void minimize(Oracle& oracle, VectorXd& x) const override {
    Eigen::ArrayXd squares = Eigen::ArrayXd::Zero(x.size());
    VectorXd gradient(x.size());
    while (oracle.evaluate(x, gradient)) {
      squares = rho_ * squares + (1.0 - rho_) * gradient.array().square();
      x.array() -= step_(oracle.steps()) * gradient.array() / (squares.sqrt() + epsilon_);
    }
  }

 private:
  Schedule step_;
  double rho_;
  double epsilon_;
};

}  // namespace

Entry<Optimizer> rmsprop() {
  auto parameters = schedule_parameters("0.001");
  parameters.push_back({.name = "rho",
                        .default_value = "0.9",
                        .summary = "share of the mean square kept",
                        .low = 0.0,
                        .high = 1.0});
  parameters.push_back(
      {.name = "epsilon", .default_value = "1e-8", .summary = "added to the scale", .low = 0.0});
  return {"rmsprop", "steps scaled by recent gradients (Tieleman & Hinton 2012)",
          std::move(parameters), [](const Parameters& p) { return std::make_unique<RmsProp>(p); }};
}

}  // namespace ravine::optimizers
