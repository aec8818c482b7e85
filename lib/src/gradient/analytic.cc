#include <functional>

#include "gradient/cached_capability.h"
#include "gradient/sources.h"
#include "parallel/ranks.h"

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
    const auto evaluate = [&] {
      return parallel != nullptr
                 ? parallel->value_and_gradient_on(query.executor, query.x, gradient)
                 : query.f.value_and_gradient(query.x, gradient);
    };
    const Ranks* const ranks = parallel == nullptr ? ranks_of(query.executor) : nullptr;
    return ranks == nullptr ? evaluate() : first_rank_tells(*ranks, evaluate, gradient);
  }

  /// The value and the gradient that the first rank has. A gradient of another size than x, as of a
  /// function that has none, is told as such.
  static double first_rank_tells(const Ranks& ranks, const std::function<double()>& evaluate,
                                 VectorXd& gradient) {
    double head[] = {0.0, 0.0};  // the value, and how long the gradient is
    ranks.once(head, [&] {
      head[0] = evaluate();
      head[1] = static_cast<double>(gradient.size());
    });
    gradient.resize(static_cast<Index>(head[1]));
    ranks.once({gradient.data(), static_cast<std::size_t>(gradient.size())}, [] {});
    return head[0];
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
