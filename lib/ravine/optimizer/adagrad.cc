#include "ravine/optimizer/optimizers.h"
#include "ravine/optimizer/step/schedule.h"

namespace ravine::optimizers {
namespace {

// Adagrad: G <- G + g^2, x <- x - eta g / (sqrt(G) + epsilon), entry by entry (Duchi, Hazan &
// Singer 2011, fig. 1, diagonal).
class Adagrad final : public Optimizer {
 public:
  explicit Adagrad(const Parameters& p) : step_(p), epsilon_(p.number("epsilon")) {}
  Batching batching() const override { return Batching::kMiniBatch; }

  void minimize(Oracle& oracle, VectorXd& x) const override {
    Eigen::ArrayXd squares = Eigen::ArrayXd::Zero(x.size());
    VectorXd gradient(x.size());
    while (oracle.evaluate(x, gradient)) {
      squares += gradient.array().square();
      x.array() -= step_(oracle.steps()) * gradient.array() / (squares.sqrt() + epsilon_);
    }
  }

 private:
  Schedule step_;
  double epsilon_;
};

}  // namespace

Entry<Optimizer> adagrad() {
  auto parameters = schedule_parameters("0.01");
  parameters.push_back(
      {.name = "epsilon", .default_value = "1e-8", .summary = "added to the scale", .low = 0.0});
  return {"adagrad", "steps scaled by all past gradients (Duchi et al. 2011)",
          std::move(parameters), [](const Parameters& p) { return std::make_unique<Adagrad>(p); }};
}

}  // namespace ravine::optimizers
