#include "ravine/optimizer/optimizers.h"
#include "ravine/optimizer/step/schedule.h"

namespace ravine::optimizers {
namespace {

// Heavy-ball momentum: V <- beta V + grad f(x), x <- x - eta V (Polyak 1964).
class Momentum final : public Optimizer {
 public:
  explicit Momentum(const Parameters& p) : step_(p), beta_(p.number("beta")) {}
  Batching batching() const override { return Batching::kOptional; }

  void minimize(Oracle& oracle, VectorXd& x) const override {
    VectorXd velocity = VectorXd::Zero(x.size());
    VectorXd gradient(x.size());
    while (oracle.evaluate(x, gradient)) {
      velocity = beta_ * velocity + gradient;
      x -= step_(oracle.steps()) * velocity;
    }
  }

 private:
  Schedule step_;
  double beta_;
};

}  // namespace

Entry<Optimizer> momentum() {
  auto parameters = schedule_parameters("0.01");
  parameters.push_back({.name = "beta",
                        .default_value = "0.9",
                        .summary = "share of the velocity kept",
                        .low = 0.0,
                        .high = 1.0});
  return {"momentum", "heavy ball (Polyak 1964)", std::move(parameters),
          [](const Parameters& p) { return std::make_unique<Momentum>(p); }};
}

}  // namespace ravine::optimizers
