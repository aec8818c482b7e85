#include <algorithm>
#include <cmath>
#include <vector>

#include "core/random.h"
#include "optimizer/optimizers.h"

namespace ravine::optimizers {
namespace {

// Pure random search (Brooks 1958): points drawn uniformly from a box around the start, of which
// the lowest counts. The floor that any other method has to beat.
class RandomSearch final : public Optimizer {
 public:
  explicit RandomSearch(double radius) : radius_(radius) {}
  bool uses_gradient() const override { return false; }

  void minimize(Oracle& oracle, VectorXd& x) const override {
    Random random(oracle.seed(), Random::Stream::kDirection);
    const Eigen::ArrayXd centre = x.array();
    const Eigen::ArrayXd half = radius_ * centre.abs().max(1.0);
    double lowest = 0.0;
    if (!oracle.value(x, lowest) || !oracle.accept(x, lowest)) return;
    // No point waits for another, so that a batch may be of any size that memory holds.
    const auto size =
        static_cast<std::size_t>(std::clamp<Index>(kMostNumbers / x.size(), 1, kMostPoints));
    std::vector<VectorXd> trials(size, x);
    while (true) {
      for (VectorXd& trial : trials) {
        for (Index i = 0; i < x.size(); ++i) {
          trial[i] = centre[i] + half[i] * random.uniform(-1.0, 1.0);
        }
      }
      oracle.announce(trials);
      for (const VectorXd& trial : trials) {
        double f = 0.0;
        if (!oracle.value(trial, f)) return;
        if (f < lowest && !std::isinf(f)) {
          x = trial;
          lowest = f;
        }
        if (!oracle.accept(x, lowest)) return;
      }
    }
  }

 private:
  static constexpr Index kMostPoints = 1024;
  static constexpr Index kMostNumbers = Index{1} << 24;  // 128 MB

  double radius_;
};

}  // namespace

Entry<Optimizer> random_search() {
  return {"random_search",
          "the lowest of points drawn uniformly around the start (Brooks 1958)",
          {{.name = "radius",
            .default_value = "2",
            .summary = "half the box's width, relative to max(1, |x_i|)",
            .low = 1e-300}},
          [](const Parameters& p) { return std::make_unique<RandomSearch>(p.number("radius")); }};
}

}  // namespace ravine::optimizers
