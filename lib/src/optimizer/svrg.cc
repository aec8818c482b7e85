#include <cmath>

#include "optimizer/optimizers.h"
#include "optimizer/step/found_step.h"
#include "optimizer/step/schedule.h"

namespace ravine::optimizers {
namespace {

// Stochastic variance reduced gradient (Johnson & Zhang 2013, fig. 1, option I). From a snapshot s
// with the full gradient mu it takes `inner` epochs of steps over mini-batches i,
//   x <- x - eta (g_i(x) - g_i(s) + mu).
// The last x is the next snapshot.
class Svrg final : public Optimizer {
 public:
  explicit Svrg(const Parameters& p) : schedule_(p), inner_(p.number("inner")) {}
  Batching batching() const override { return Batching::kOnlyMiniBatch; }

  void minimize(Oracle& oracle, VectorXd& x) const override {
    VectorXd snapshot(x.size());
    VectorXd mu(x.size());
    VectorXd at_x(x.size());
    VectorXd at_snapshot(x.size());
    VectorXd direction(x.size());
    Steps steps(schedule_, oracle, {.batch_factor = 1.2, .rate = 1.0, .epoch_rate = 4.0});
    double eta = 0.0;
    SumOracle& samples = oracle.samples();
    const auto batches = static_cast<double>(samples.batches_per_epoch());
    const auto inner_steps = static_cast<Index>(std::ceil(inner_ * batches));
    while (samples.evaluate_whole(x, mu)) {
      snapshot = x;
      for (Index k = 0; k < inner_steps; ++k) {
        if (!samples.evaluate_pair(x, at_x, snapshot, at_snapshot)) return;
        direction = at_x - at_snapshot + mu;
        if (!steps(x, direction, eta)) return;
        x -= eta * direction;
      }
    }
  }

 private:
  Schedule schedule_;
  double inner_;
};

}  // namespace

Entry<Optimizer> svrg() {
  auto parameters = schedule_parameters("0.01");
  parameters.push_back({.name = "inner",
                        .default_value = "2",
                        .summary = "epochs of steps from a snapshot to the next",
                        .low = 1e-9,
                        .high = 1e6});
  return {"svrg", "stochastic variance reduced gradient (Johnson & Zhang 2013)",
          std::move(parameters), [](const Parameters& p) { return std::make_unique<Svrg>(p); }};
}

}  // namespace ravine::optimizers
