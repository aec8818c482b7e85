#include "ravine/optimizer/optimizers.h"
#include "ravine/optimizer/step/schedule.h"

namespace ravine::optimizers {
namespace {

// Stochastic gradient descent: x <- x - eta g, g from one sample or a small batch, in a random
// order anew each epoch (Robbins & Monro 1951; Bottou 1998).
class Sgd final : public Optimizer {
 public:
  explicit Sgd(const Parameters& p) : step_(p) {}
  Batching batching() const override { return Batching::kMiniBatch; }

  void minimize(Oracle& oracle, VectorXd& x) const override {
    VectorXd gradient(x.size());
    while (oracle.evaluate(x, gradient)) x -= step_(oracle.steps()) * gradient;
  }

 private:
  Schedule step_;
};

}  // namespace

Entry<Optimizer> sgd() {
  return {"sgd", "stochastic gradient descent (Robbins & Monro 1951)", schedule_parameters("0.01"),
          [](const Parameters& p) { return std::make_unique<Sgd>(p); }};
}

}  // namespace ravine::optimizers
