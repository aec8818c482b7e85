#include "ravine/objective.h"

#include <stdexcept>
#include <string>

namespace ravine {

bool has_gradient(const Objective& f, const VectorXd& x) {
  VectorXd gradient(x.size());
  f.value_and_gradient(x, gradient);
  return gradient.size() > 0;
}

void expect_size(const VectorXd& gradient, Index n) {
  if (gradient.size() == n) return;
  const std::string sizes = "expected " + std::to_string(n) +
                            " entries of the objective's own, got " +
                            std::to_string(gradient.size());
  throw std::invalid_argument(gradient.size() > 0
                                  ? "gradient: " + sizes
                                  : "gradient 'analytic': this objective offers no gradient (" +
                                        sizes + "); use forward or centered");
}

}  // namespace ravine
