#include "ravine/core/objective.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "ravine/core/random.h"

namespace ravine {

double Objective::value_and_gradient(const VectorXd&, VectorXd&) const {
  throw std::invalid_argument(
      "gradient 'analytic': this objective offers no gradient; use forward or centered");
}

double Objective::value_on(const Executor&, const VectorXd& x) const { return value(x); }

double Objective::value_and_gradient_on(const Executor&, const VectorXd& x,
                                        VectorXd& gradient) const {
  return value_and_gradient(x, gradient);
}

VectorXd Objective::start(std::uint64_t seed) const {
  VectorXd x = start();
  if (seed == 1) return x;
  Random random(seed, Random::Stream::kStart);
  for (double& coordinate : x) {
    coordinate += 0.1 * std::max(1.0, std::abs(coordinate)) * random.uniform(-1.0, 1.0);
  }
  return x;
}

}  // namespace ravine
