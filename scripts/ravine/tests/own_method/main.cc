// A method from outside Ravine's tree in the program `convergence`, as benchmarks/peers/README.md
// describes it. It is a compass search, whose step is kept on success and halved on failure.
#include <ravine/ravine.h>

#include "benchmarks/convergence.h"

namespace {

class Compass final : public ravine::Optimizer {
 public:
  explicit Compass(double step) : step_(step) {}

  bool uses_gradient() const override { return false; }

  void minimize(ravine::Oracle& oracle, Eigen::VectorXd& x) const override {
    double f = 0.0;
    if (!oracle.value(x, f) || !oracle.accept(x, f)) return;
    for (double step = step_; step > 1e-12; step /= 2.0) {
      for (bool improved = true; improved;) {
        improved = false;
        for (Eigen::Index i = 0; i < 2 * x.size(); ++i) {
          Eigen::VectorXd trial = x;
          trial[i / 2] += i % 2 == 0 ? step : -step;
          double f_trial = 0.0;
          if (!oracle.value(trial, f_trial)) return;
          if (!(f_trial < f)) continue;
          x = trial;
          f = f_trial;
          improved = true;
          if (!oracle.accept(x, f)) return;
        }
      }
    }
    oracle.finish(ravine::Status::kConverged, "the step is within 1e-12");
  }

 private:
  double step_;
};

ravine::Entry<ravine::Optimizer> compass() {
  return {"mine:compass",
          "compass search",
          {{.name = "step", .default_value = "1", .summary = "first step", .low = 1e-9}},
          [](const ravine::Parameters& p) { return std::make_unique<Compass>(p.number("step")); }};
}

}  // namespace

int main(int argc, char** argv) { return ravine::convergence(argc, argv, {compass()}); }
