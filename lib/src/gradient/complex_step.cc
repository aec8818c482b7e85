// The complex step Im f(x + ih e_i) / h (Squire & Trapp 1998). It takes no difference, so that
// nothing cancels. Its error is O(h^2), which vanishes because h is tiny.
#include "gradient/any_scalar_source.h"
#include "gradient/crossover.h"
#include "gradient/sources.h"
#include "gradient/worker_copies.h"
#include "ravine/complex.h"

namespace ravine::sources {
namespace {

class ComplexStep final : public AnyScalarSource {
 public:
  ComplexStep(double h, double cost) : h_(h), cost_(cost) {}

  // A complex evaluation counts as one value at one point, though it takes two to four times the
  // arithmetic of a real one.
  GradientCost cost(Index n, bool) const override { return {n, 0}; }

 private:
  double differentiate(const GradientQuery& query, VectorXd& gradient, Probes&) override {
    const VectorXd& x = query.x;
    const AnyScalar& f = any_scalar(query.f);
    gradient.resize(x.size());
    const Index count = x.size() + (query.value_wanted ? 1 : 0);
    const Executor& executor = worth_waking(query.executor, count, cost_);
    points_.begin(executor);
    chunks_.cut(count, executor.threads());
    double value = 0.0;
    executor.run(chunks_.count(), [&](Index chunk, int worker) {
      const auto fill = [&](ComplexVector& fresh) { fresh = x.cast<Complex>(); };
      points_.with(worker, fill, [&](ComplexVector& point) {
        for (Index i = chunks_.begin(chunk); i < chunks_.end(chunk); ++i) {
          if (i == x.size()) {
            value = query.f.value(x);
            continue;
          }
          point[i].imaginary = h_;
          gradient[i] = f.complex_value(point).imaginary / h_;
          point[i].imaginary = 0.0;
        }
      });
    });
    return value;
  }

  double h_;
  double cost_;
  TaperedChunks chunks_;
  WorkerCopies<ComplexVector> points_;
};

}  // namespace

Entry<GradientSource> complex_step() {
  return {"complex_step",
          "complex step (Squire & Trapp 1998), exact to round-off, n values; templated f",
          {{.name = "h",
            .default_value = "1e-20",
            .summary = "the imaginary step, far below every |x_i| but 0",
            .low = 1e-150,
            .high = 1.0},
           cost_parameter()},
          [](const Parameters& p) {
            return std::make_unique<ComplexStep>(p.number("h"), p.number("cost"));
          }};
}

}  // namespace ravine::sources
