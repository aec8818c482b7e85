#include "loss/losses.h"
#include "loss/scalar_loss.h"

namespace ravine::loss {
namespace {

struct Hinge {
  static constexpr const char* kName = "hinge";
  static constexpr bool kClasses = true;
  static ValueAndSlope at(Lanes scores, Lanes targets) {
    // At the kink any slope in [-y, 0] is a subgradient; 0 is taken, so that a met margin rests.
    const Lanes shortfall = 1.0 - targets * scores;
    const auto met = shortfall <= 0.0;
    return {met ? Lanes{} : shortfall, met ? Lanes{} : -targets};
  }
};

}  // namespace

Entry<Loss> hinge() {
  return {"hinge", "max(0, 1 - y score), two classes (Vapnik 1995)", {}, [](const Parameters&) {
            return std::make_unique<ScalarLoss<Hinge>>();
          }};
}

}  // namespace ravine::loss
