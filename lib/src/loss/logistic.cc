#include "kernel/elementary.h"
#include "loss/losses.h"
#include "loss/scalar_loss.h"

namespace ravine::loss {
namespace {

struct Logistic {
  static constexpr const char* kName = "logistic";
  static constexpr bool kClasses = true;
  static ValueAndSlope at(Lanes scores, Lanes targets) {
    // With the exponential of a number that is never positive, nothing overflows.
    const Lanes margin = targets * scores;
    const auto negative = margin < 0.0;
    const Lanes small = exp(negative ? margin : -margin);
    const Lanes value = (negative ? -margin : Lanes{}) + log1p_unit(small);
    const Lanes wrong = (negative ? broadcast(1.0) : small) / (1.0 + small);
    return {value, -targets * wrong};
  }
  // p (1 - p), where p = |derivative| is the probability of the other class.
  static double curvature(double derivative) {
    const double p = derivative < 0.0 ? -derivative : derivative;
    return p * (1.0 - p);
  }
};

}  // namespace

Entry<Loss> logistic() {
  return {"logistic", "log(1 + exp(-y score)), two classes (Cox 1958)", {}, [](const Parameters&) {
            return std::make_unique<ScalarLoss<Logistic>>();
          }};
}

}  // namespace ravine::loss
