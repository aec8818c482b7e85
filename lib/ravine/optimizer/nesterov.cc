#include "ravine/optimizer/optimizers.h"
#include "ravine/optimizer/step/schedule.h"

namespace ravine::optimizers {
namespace {

// Nesterov's accelerated gradient (Nesterov 1983), followed at the points y = x - eta beta V where
// its gradients are taken: V <- beta V + grad f(y), y <- y - eta (grad f(y) + beta V), which is the
// recurrence of Sutskever et al. 2013, eq. 3 and 4, for a constant step.
class Nesterov final : public Optimizer {
 public:
  explicit Nesterov(const Parameters& p) : step_(p), beta_(p.number("beta")) {}
  Batching batching() const override { return Batching::kOptional; }

  void minimize(Oracle& oracle, VectorXd& x) const override {
    VectorXd velocity = VectorXd::Zero(x.size());
    VectorXd gradient(x.size());
    while (oracle.evaluate(x, gradient)) {
      velocity = beta_ * velocity + gradient;
      x -= step_(oracle.steps()) * (gradient + beta_ * velocity);
    }
  }

 private:
  Schedule step_;
  double beta_;
};

}  // namespace

Entry<Optimizer> nesterov() {
  auto parameters = schedule_parameters("0.01");
  parameters.push_back({.name = "beta",
                        .default_value = "0.9",
                        .summary = "share of the velocity kept",
                        .low = 0.0,
                        .high = 1.0});
  return {"nesterov", "accelerated gradient (Nesterov 1983)", std::move(parameters),
          [](const Parameters& p) { return std::make_unique<Nesterov>(p); }};
}

}  // namespace ravine::optimizers
