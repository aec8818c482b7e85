#include <cmath>

#include "ravine/optimizer/optimizers.h"
#include "ravine/optimizer/step/schedule.h"

namespace ravine::optimizers {
namespace {

// Adam (Kingma & Ba 2015, algorithm 1), entry by entry:
//   m <- beta1 m + (1 - beta1) g,  v <- beta2 v + (1 - beta2) g^2,
//   x <- x - eta (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon).
class Adam final : public Optimizer {
 public:
  explicit Adam(const Parameters& p)
      : step_(p),
        beta1_(p.number("beta1")),
        beta2_(p.number("beta2")),
        epsilon_(p.number("epsilon")) {}
  Batching batching() const override { return Batching::kMiniBatch; }

  void minimize(Oracle& oracle, VectorXd& x) const override {
    Eigen::ArrayXd mean = Eigen::ArrayXd::Zero(x.size());
    Eigen::ArrayXd squares = Eigen::ArrayXd::Zero(x.size());
    VectorXd gradient(x.size());
    double power1 = 1.0;
    double power2 = 1.0;
    while (oracle.evaluate(x, gradient)) {
      power1 *= beta1_;
      power2 *= beta2_;
      mean = beta1_ * mean + (1.0 - beta1_) * gradient.array();
      squares = beta2_ * squares + (1.0 - beta2_) * gradient.array().square();
      const double eta = step_(oracle.steps()) / (1.0 - power1);
      x.array() -= eta * mean / ((squares / (1.0 - power2)).sqrt() + epsilon_);
    }
  }

 private:
  Schedule step_;
  double beta1_;
  double beta2_;
  double epsilon_;
};

}  // namespace

Entry<Optimizer> adam() {
  auto parameters = schedule_parameters("0.001");
  // A beta of exactly 1 would never move.
  constexpr double kBelowOne = 0.9999999999;
  parameters.push_back({.name = "beta1",
                        .default_value = "0.9",
                        .summary = "share of the mean kept",
                        .low = 0.0,
                        .high = kBelowOne});
  parameters.push_back({.name = "beta2",
                        .default_value = "0.999",
                        .summary = "share of the mean square kept",
                        .low = 0.0,
                        .high = kBelowOne});
  parameters.push_back(
      {.name = "epsilon", .default_value = "1e-8", .summary = "added to the scale", .low = 0.0});
  return {"adam", "adaptive moments (Kingma & Ba 2015)", std::move(parameters),
          [](const Parameters& p) { return std::make_unique<Adam>(p); }};
}

}  // namespace ravine::optimizers
