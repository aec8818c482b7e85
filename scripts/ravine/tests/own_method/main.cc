// A method and a function from outside Ravine's tree in the program `convergence`, as
// benchmarks/peers/README.md describes it. The method is a compass search, whose step is kept on
// success and halved on failure.
#include <ravine/convergence.h>

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

/// (x + y - 3)^2 + (x - y + 1)^2, which is 0 at (1, 2).
ravine::Entry<ravine::Problem> tilted() {
  const auto f = [](const Eigen::VectorXd& x, Eigen::VectorXd* gradient) {
    const double sum = x[0] + x[1] - 3.0;
    const double difference = x[0] - x[1] + 1.0;
    if (gradient != nullptr) {
      *gradient = 2.0 * Eigen::Vector2d(sum + difference, sum - difference);
    }
    return sum * sum + difference * difference;
  };
  return ravine::own_problem("mine:tilted", "a tilted bowl", f, Eigen::Vector2d(5.0, -5.0), 0.0);
}

}  // namespace

int main(int argc, char** argv) { return ravine::convergence(argc, argv, {compass()}, {tilted()}); }
