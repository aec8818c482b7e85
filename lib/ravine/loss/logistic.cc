#include <algorithm>
#include <cmath>

#include "ravine/loss/losses.h"
#include "ravine/loss/scalar_loss.h"

namespace ravine::loss {
namespace {

struct Logistic {
  static constexpr const char* kName = "logistic";
  static constexpr bool kClasses = true;
  static Dual at(double score, double target) {
    // With the exponential of a number that is never positive, nothing overflows.
    const double margin = target * score;
    const double small = std::exp(-std::abs(margin));
    const double value = std::max(0.0, -margin) + std::log1p(small);
    const double wrong = (margin >= 0.0 ? small : 1.0) / (1.0 + small);
    return {std::isnan(margin) ? margin : value, -target * wrong};
  }
};

}  // namespace

Entry<Loss> logistic() {
  return {"logistic", "log(1 + exp(-y score)), two classes (Cox 1958)", {}, [](const Parameters&) {
            return std::make_unique<ScalarLoss<Logistic>>();
          }};
}

}  // namespace ravine::loss
