#include "loss/losses.h"
#include "loss/scalar_loss.h"

namespace ravine::loss {
namespace {

struct SquaredHinge {
  static constexpr const char* kName = "squared_hinge";
  static constexpr bool kClasses = true;
  static ValueAndSlope at(Lanes scores, Lanes targets) {
    Lanes shortfall = 1.0 - targets * scores;
    shortfall = shortfall <= 0.0 ? Lanes{} : shortfall;
    return {shortfall * shortfall, -2.0 * targets * shortfall};
  }
  // At the margin, where the derivative has its kink, the side that is flat (Mangasarian 2002).
  static double curvature(double derivative) { return derivative == 0.0 ? 0.0 : 2.0; }
};

}  // namespace

Entry<Loss> squared_hinge() {
  return {"squared_hinge",
          "max(0, 1 - y score)^2, two classes (Vapnik 1995)",
          {},
          [](const Parameters&) { return std::make_unique<ScalarLoss<SquaredHinge>>(); }};
}

}  // namespace ravine::loss
