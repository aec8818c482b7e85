#include "optimizer/gradient_steps.h"
#include "optimizer/optimizers.h"

namespace ravine::optimizers {
namespace {

// Stochastic gradient descent: x <- x - eta g, g from one sample or a small batch, in a random
// order anew each epoch (Robbins & Monro 1951; Bottou 1998).
class Sgd {
 public:
  static constexpr auto kBatching = Optimizer::Batching::kMiniBatch;
  explicit Sgd(const Parameters&) {}
  static FoundStepRule found() { return {}; }
  void start(Index) {}
  void update(double eta, const VectorXd& g, VectorXd& x) { x -= eta * g; }
};

}  // namespace

Entry<Optimizer> sgd() {
  return gradient_steps<Sgd>("sgd", "stochastic gradient descent (Robbins & Monro 1951)", "0.01");
}

}  // namespace ravine::optimizers
