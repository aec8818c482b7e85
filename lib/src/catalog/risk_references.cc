// Minima of the built-in risks. scripts/make_references made them by damped Newton steps in NumPy,
// without code of this library. The gradient's norm g bounds f - f* by g^2 / (2 l2), which is below
// 1e-13 for each.
#include <string>
#include <vector>

#include "catalog/risk_problems.h"

namespace ravine {
namespace {

struct Reference {
  std::string problem;
  double minimum;
};

const std::vector<Reference>& references() {
  static const std::vector<Reference> all = {
      {"line", 0.0},
      {"iris", 0.10236807843007847},
      {"wine", 0.02584777176789358},
      {"breast_cancer", 0.05982793727108946},
      {"diabetes", 2861.7713817471044},
      {"digits", 0.08614548624072643},
      {"heart_scale", 0.3385445199655589},
      {"iris:holdout=standard", 0.10415347312719345},
      {"wine:holdout=standard", 0.02380339473852739},
      {"breast_cancer:holdout=standard", 0.06527710530967999},
      {"diabetes:holdout=standard", 2776.503447087716},
      {"digits:holdout=standard", 0.08268723500868265},
      {"heart_scale:holdout=standard", 0.3251397885785498},
      {"fashion_mnist", 0.3969870188705161},
      {"fashion_mnist:holdout=standard", 0.3969870188705161},  // its held-out samples are others
      {"fashion_mnist:binarize=5:loss=logistic:l2=0.0001", 0.18794623780548997},
  };
  return all;
}

}  // namespace

std::optional<double> reference_minimum(const Entry<Problem>& entry, const Parameters& p) {
  for (const Reference& reference : references()) {
    const Spec spec(reference.problem);
    if (spec.name() == entry.name && spec.bind(entry.parameters, "problem") == p) {
      return reference.minimum;
    }
  }
  return std::nullopt;
}

}  // namespace ravine
