#include <string>

#include "optimizer/gradient_steps.h"
#include "optimizer/optimizers.h"

namespace ravine::optimizers {
namespace {

// The heavy ball, x' = x - eta grad f(x) + beta (x - x_before) (Polyak 1964), whose memory is lost
// where the gradient turns against the last move, grad f(x)'(x - x_before) > 0: the ball has begun
// to climb (the gradient scheme of O'Donoghue & Candès 2015, section 3.2).
class HeavyBall {
 public:
  static constexpr auto kBatching = Optimizer::Batching::kOptional;
  explicit HeavyBall(const Parameters& p)
      : beta_(p.number("beta")), restarts_(p.word("restart") == "gradient") {}

  static FoundStepRule found() { return {.growth = 1.2}; }

  void start(Index n) { move_ = VectorXd::Zero(n); }

  void update(double eta, const VectorXd& g, VectorXd& x) {
    if (restarts_ && g.dot(move_) > 0.0) move_.setZero();
    move_ = beta_ * move_ - eta * g;
    x += move_;
  }

  Memory memory() const { return {.momentum = -move_, .scale = {}}; }

 private:
  double beta_;
  bool restarts_;
  VectorXd move_;  // x - x_before
};

}  // namespace

Entry<Optimizer> heavy_ball() {
  return gradient_steps<HeavyBall>(
      "heavy_ball", "heavy ball by its last move, restarts where it climbs (Polyak 1964)", "0.01",
      {kept_share("beta", "0.9", "last move"),
       {.name = "restart",
        .default_value = "gradient",
        .summary = "the scheme (O'Donoghue & Candès 2015)",
        .choices = {"gradient", "none"}}});
}

}  // namespace ravine::optimizers
