#include "optimizer/optimizers.h"
#include "optimizer/step/found_step.h"
#include "optimizer/step/schedule.h"

namespace ravine::optimizers {
namespace {

// SAGA (Defazio, Bach & Lacoste-Julien 2014, eq. 1). A table holds the gradient of each term at
// phi_i, the last point where it was asked for, and their mean. For a mini-batch i
//   x <- x - eta (g_i(x) - g_i(phi_i) + mean),
// and then the table takes g_i(x). It is filled at the start.
class Saga final : public Optimizer {
 public:
  explicit Saga(const Parameters& p) : schedule_(p) {}
  Batching batching() const override { return Batching::kOnlyMiniBatch; }

  void minimize(Oracle& oracle, VectorXd& x) const override {
    SumOracle& samples = oracle.samples();
    if (!samples.fill_table(x)) return;
    VectorXd change(x.size());
    VectorXd mean(x.size());
    Steps steps(schedule_, oracle, {});
    double eta = 0.0;
    VectorXd direction(x.size());
    while (samples.evaluate_against_table(x, mean, change)) {
      direction = change + mean;
      if (!steps(x, direction, eta)) return;
      x -= eta * direction;
    }
  }

 private:
  Schedule schedule_;
};

}  // namespace

Entry<Optimizer> saga() {
  return {"saga", "a table of the terms' gradients (Defazio et al. 2014)",
          schedule_parameters("0.01"),
          [](const Parameters& p) { return std::make_unique<Saga>(p); }};
}

}  // namespace ravine::optimizers
