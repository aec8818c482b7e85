#include "loss/losses.h"
#include "loss/scalar_loss.h"

namespace ravine::loss {
namespace {

struct Square {
  static constexpr const char* kName = "square";
  static constexpr bool kClasses = false;
  static ValueAndSlope at(Lanes scores, Lanes targets) {
    const Lanes residual = scores - targets;
    return {residual * residual, 2.0 * residual};
  }
  static double curvature(double) { return 2.0; }
};

}  // namespace

Entry<Loss> square() {
  return {"square", "(y - score)^2, for numbers (Legendre 1805)", {}, [](const Parameters&) {
            return std::make_unique<ScalarLoss<Square>>();
          }};
}

}  // namespace ravine::loss
