#include <limits>
#include <set>
#include <stdexcept>

#include "loss/labels.h"
#include "loss/losses.h"

namespace ravine::loss {
namespace {

// The share of wrong answers: flat wherever it is continuous, so it has no gradient to follow.
class ZeroOne final : public Loss {
 public:
  Targets encode(const DataSet& data, OutputKind kind) const override {
    const std::set<double> distinct(data.labels.begin(), data.labels.end());
    const bool two = distinct.size() <= 2 && kind != OutputKind::kPerClass;
    return two || kind == OutputKind::kOne ? two_classes(data, kind, "zero_one")
                                           : classes(data, kind, "zero_one");
  }

  double value(const Eigen::Ref<const RowMatrix>& scores,
               const Eigen::Ref<const VectorXd>& targets) const override {
    // A NaN must not pass for a wrong answer, or a run that is lost would look like any other.
    if (scores.hasNaN()) return std::numeric_limits<double>::quiet_NaN();
    return static_cast<double>(count_wrong(scores, targets));
  }

  double value_and_derivative(const Eigen::Ref<const RowMatrix>&, const Eigen::Ref<const VectorXd>&,
                              Eigen::Ref<RowMatrix>) const override {
    throw std::invalid_argument(
        "gradient: loss 'zero_one' is flat wherever it is continuous, so no gradient helps; use a "
        "method without one, such as nelder_mead or two_point");
  }

  bool differentiable() const override { return false; }
};

}  // namespace

Entry<Loss> zero_one() {
  return {"zero_one",
          "1 for a wrong class, 0 for the right one; no gradient",
          {},
          [](const Parameters&) { return std::make_unique<ZeroOne>(); }};
}

}  // namespace ravine::loss
