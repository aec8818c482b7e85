#include "gradient/cached_capability.h"
#include "gradient/sources.h"

namespace ravine::sources {
namespace {

class Analytic final : public GradientSource {
 public:
  bool analytic() const override { return true; }
  GradientCost cost(Index, bool) const override { return {1, 1}; }
  GradientCost cost_with_value(Index) const override { return {1, 1}; }

  void gradient(const Objective& objective, const Executor& executor, const VectorXd& x,
                std::optional<double>, VectorXd& gradient, Probes& probes) override {
    value_and_gradient(objective, executor, x, gradient, probes);
  }

  double value_and_gradient(const Objective& objective, const Executor& executor, const VectorXd& x,
                            VectorXd& gradient, Probes&) override {
    const ParallelEvaluation* const parallel = parallel_.of(objective);
    return parallel != nullptr ? parallel->value_and_gradient_on(executor, x, gradient)
                               : objective.value_and_gradient(x, gradient);
  }

 private:
  CachedCapability<ParallelEvaluation> parallel_;
};

}  // namespace

Entry<GradientSource> analytic() {
  return {"analytic", "the objective's own gradient", {}, [](const Parameters&) {
            return std::make_unique<Analytic>();
          }};
}

}  // namespace ravine::sources
