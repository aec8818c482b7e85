#include "ravine/loss/losses.h"
#include "ravine/loss/scalar_loss.h"

namespace ravine::loss {
namespace {

struct Hinge {
  static constexpr const char* kName = "hinge";
  static constexpr bool kClasses = true;
  static Dual at(double score, double target) {
    // At the kink any slope in [-y, 0] is a subgradient; 0 is taken, so that a met margin rests.
    const double shortfall = 1.0 - target * score;
    if (shortfall <= 0.0) return {0.0, 0.0};
    return {shortfall, -target};
  }
};

}  // namespace

Entry<Loss> hinge() {
  return {"hinge", "max(0, 1 - y score), two classes (Vapnik 1995)", {}, [](const Parameters&) {
            return std::make_unique<ScalarLoss<Hinge>>();
          }};
}

}  // namespace ravine::loss
