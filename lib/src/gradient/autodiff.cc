// Forward-mode automatic differentiation by dual numbers (Griewank & Walther 2008, ch. 3), eight
// coordinates a sweep.
#include <algorithm>

#include "gradient/any_scalar_source.h"
#include "gradient/crossover.h"
#include "gradient/sources.h"
#include "gradient/worker_copies.h"
#include "ravine/dual.h"

namespace ravine::sources {
namespace {

class Autodiff final : public AnyScalarSource {
 public:
  explicit Autodiff(double cost) : cost_(cost) {}

  // One value per coordinate, as many as a difference needs. Each direction counts, however many of
  // them one sweep carries.
  GradientCost cost(Index n, bool) const override { return {n, 0}; }

 private:
  double differentiate(const GradientQuery& query, VectorXd& gradient, Probes&) override {
    const VectorXd& x = query.x;
    const AnyScalar& f = any_scalar(query.f);
    gradient.resize(x.size());
    const Executor& executor = worth_waking(query.executor, x.size(), cost_);
    points_.begin(executor);
    const Chunks sweeps{x.size(), Dual::kDirections};
    double value = 0.0;
    executor.run(sweeps.count() + (query.value_wanted ? 1 : 0), [&](Index sweep, int worker) {
      if (sweep == sweeps.count()) {
        value = query.f.value(x);
        return;
      }
      const Index first = sweeps.begin(sweep);
      const auto count = static_cast<std::size_t>(sweeps.end(sweep) - first);
      const auto fill = [&](DualVector& fresh) { fresh = x.cast<Dual>(); };
      points_.with(worker, fill, [&](DualVector& point) {
        for (std::size_t k = 0; k < count; ++k) {
          point[first + static_cast<Index>(k)].derivative[k] = 1.0;
        }
        const Dual at_point = f.dual_value(point);
        for (std::size_t k = 0; k < count; ++k) {
          const Index i = first + static_cast<Index>(k);
          gradient[i] = at_point.derivative[k];
          point[i].derivative[k] = 0.0;
        }
      });
    });
    return value;
  }

  double cost_;
  WorkerCopies<DualVector> points_;
};

}  // namespace

Entry<GradientSource> autodiff() {
  return {"autodiff",
          "forward mode by dual numbers (Griewank & Walther 2008), exact, n values; templated f",
          {cost_parameter()},
          [](const Parameters& p) { return std::make_unique<Autodiff>(p.number("cost")); }};
}

}  // namespace ravine::sources
