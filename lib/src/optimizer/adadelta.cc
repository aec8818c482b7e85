#include <cmath>

#include "optimizer/gradient_steps.h"
#include "optimizer/optimizers.h"

namespace ravine::optimizers {
namespace {

// Adadelta: steps in the units of x, as large as the recent ones (Zeiler 2012, algorithm 1; eta = 1
// there), entry by entry:
//   G <- rho G + (1 - rho) g^2,  d = sqrt(D + epsilon) / sqrt(G + epsilon) g,
//   D <- rho D + (1 - rho) d^2,  x <- x - eta d.
class Adadelta {
 public:
  static constexpr auto kBatching = Optimizer::Batching::kMiniBatch;
  explicit Adadelta(const Parameters& p) : rho_(p.number("rho")), epsilon_(p.number("epsilon")) {}

  /// The first moves are sqrt(epsilon) eta long, but for a constant.
  FoundStepRule found() const {
    return {.moves = FoundStepRule::Moves::kUnits,
            .batch_factor = 1.0 / std::sqrt(epsilon_),
            .rate = 0.1};
  }

  void start(Index n) { gradients_ = moves_ = rates_ = Eigen::ArrayXd::Zero(n); }

  void update(double eta, const VectorXd& gradient, VectorXd& x) {
    const auto g = gradient.array();
    gradients_ = without_subnormals(rho_ * gradients_ + (1.0 - rho_) * g.square());
    rates_ = (moves_ + epsilon_).sqrt() / (gradients_ + epsilon_).sqrt();
    moves_ = without_subnormals(rho_ * moves_ + (1.0 - rho_) * (rates_ * g).square());
    x.array() -= eta * (rates_ * g);
  }

  Memory memory() const { return {.momentum = {}, .scale = rates_.inverse()}; }

 private:
  double rho_;
  double epsilon_;
  Eigen::ArrayXd gradients_;  // mean square
  Eigen::ArrayXd moves_;      // mean square
  Eigen::ArrayXd rates_;      // the last move over its gradient, entry by entry
};

}  // namespace

Entry<Optimizer> adadelta() {
  Parameter epsilon = added_epsilon("1e-6");
  epsilon.low = 1e-300;  // with 0 the first move would be 0, and so would all others
  return gradient_steps<Adadelta>("adadelta", "steps as large as the recent ones (Zeiler 2012)",
                                  "1", {kept_share("rho", "0.95", "mean squares"), epsilon});
}

}  // namespace ravine::optimizers
