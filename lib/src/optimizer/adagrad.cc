#include <cmath>

#include "optimizer/gradient_steps.h"
#include "optimizer/optimizers.h"

namespace ravine::optimizers {
namespace {

// Adagrad: G <- G + g^2, x <- x - eta g / (sqrt(G) + epsilon), entry by entry (Duchi, Hazan &
// Singer 2011, fig. 1, diagonal).
class Adagrad {
 public:
  static constexpr auto kBatching = Optimizer::Batching::kMiniBatch;
  explicit Adagrad(const Parameters& p) : epsilon_(p.number("epsilon")) {}

  static FoundStepRule found() {
    return {.moves = FoundStepRule::Moves::kFadingUnits, .batch_factor = 4.0, .rate = 0.03};
  }

  void start(Index n) { squares_ = Eigen::ArrayXd::Zero(n); }

  void update(double eta, const VectorXd& g, VectorXd& x) {
    squares_ += g.array().square();
    x.array() -= eta * g.array() / (squares_.sqrt() + epsilon_);
  }

  Memory memory() const { return {.momentum = {}, .scale = squares_.sqrt() + epsilon_}; }

 private:
  double epsilon_;
  Eigen::ArrayXd squares_;
};

}  // namespace

Entry<Optimizer> adagrad() {
  return gradient_steps<Adagrad>("adagrad",
                                 "steps scaled by all past gradients (Duchi et al. 2011)", "0.01",
                                 {added_epsilon("1e-8")});
}

}  // namespace ravine::optimizers
