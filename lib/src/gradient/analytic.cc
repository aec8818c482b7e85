#include "gradient/cached_capability.h"
#include "gradient/sources.h"

namespace ravine::sources {
namespace {

class Analytic final : public GradientSource {
 public:
  bool analytic() const override { return true; }
  GradientCost cost(Index, bool) const override { return {1, 1}; }
  GradientCost cost_with_value(Index) const override { return {1, 1}; }

 private:
  double differentiate(const GradientQuery& query, VectorXd& gradient, Probes&) override {
    const ParallelEvaluation* const parallel = parallel_.of(query.f);
    return parallel != nullptr ? parallel->value_and_gradient_on(query.executor, query.x, gradient)
                               : query.f.value_and_gradient(query.x, gradient);
  }

  CachedCapability<ParallelEvaluation> parallel_;
};

}  // namespace

Entry<GradientSource> analytic() {
  return {"analytic", "the objective's own gradient", {}, [](const Parameters&) {
            return std::make_unique<Analytic>();
          }};
}

}  // namespace ravine::sources
