#include "gradient/sources.h"

namespace ravine::sources {
namespace {

class Analytic final : public GradientSource {
 public:
  bool analytic() const override { return true; }
  bool suits(const Objective& objective) const override { return objective.has_gradient(); }
  GradientCost cost(Index, bool) const override { return {1, 1}; }
  GradientCost cost_with_value(Index) const override { return {1, 1}; }

  void gradient(const Objective& objective, const Executor& executor, const VectorXd& x,
                std::optional<double>, VectorXd& gradient, Probes&) override {
    objective.value_and_gradient_on(executor, x, gradient);
  }

  double value_and_gradient(const Objective& objective, const Executor& executor, const VectorXd& x,
                            VectorXd& gradient, Probes&) override {
    return objective.value_and_gradient_on(executor, x, gradient);
  }
};

}  // namespace

Entry<GradientSource> analytic() {
  return {"analytic", "the objective's own gradient", {}, [](const Parameters&) {
            return std::make_unique<Analytic>();
          }};
}

}  // namespace ravine::sources
