// Gradient descent, x <- x - eta * grad f(x) (Cauchy 1847).
#include "ravine/optimizer/optimizers.h"

namespace ravine::optimizers {
namespace {

class GradientDescent final : public Optimizer {
 public:
  explicit GradientDescent(double step) : step_(step) {}

  void minimize(Oracle& oracle, VectorXd& x) const override {
    VectorXd gradient(x.size());
    while (oracle.evaluate(x, gradient)) x -= step_ * gradient;
  }

 private:
  double step_;
};

}  // namespace

Entry<Optimizer> gradient_descent() {
  return {"gradient_descent",
          "steps along the negative gradient (Cauchy 1847)",
          {{.name = "step", .default_value = "0.01", .summary = "eta", .low = 0.0}},
          [](const Parameters& p) { return std::make_unique<GradientDescent>(p.number("step")); }};
}

}  // namespace ravine::optimizers
