#include "ravine/objective.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

#include "ravine/complex.h"
#include "ravine/dual.h"
#include "ravine/random.h"

namespace ravine {
namespace {

[[noreturn]] void throw_not_templated(const char* source) {
  throw std::invalid_argument(
      std::string("gradient '") + source +
      "': this objective takes no scalar but double; give ravine::templated(f), or use centered");
}

}  // namespace

void check_gradient(const VectorXd& gradient, Index n) {
  if (gradient.size() == n) return;
  throw std::invalid_argument("gradient: expected " + std::to_string(n) +
                              " entries of the objective's own, got " +
                              std::to_string(gradient.size()));
}

double Objective::value_and_gradient(const VectorXd&, VectorXd&) const {
  throw std::invalid_argument(
      "gradient 'analytic': this objective offers no gradient; use forward or centered");
}

double Objective::value_on(const Executor&, const VectorXd& x) const { return value(x); }

double Objective::value_and_gradient_on(const Executor&, const VectorXd& x,
                                        VectorXd& gradient) const {
  return value_and_gradient(x, gradient);
}

void Objective::values(const Points& points, VectorXd& values) const {
  values.resize(points.cols());
  VectorXd point(points.rows());
  for (Index k = 0; k < points.cols(); ++k) {
    point = points.col(k);
    values[k] = value(point);
  }
}

double Objective::touched_value(const VectorXd& x, Index) const { return value(x); }

Dual Objective::dual_value(const DualVector&) const { throw_not_templated("autodiff"); }

Complex Objective::complex_value(const ComplexVector&) const {
  throw_not_templated("complex_step");
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

double FiniteSum::batch_change(const Executor&, const Batch&, const VectorXd&, ScoreDerivatives&,
                               VectorXd&) const {
  throw std::logic_error("the terms of this sum have no linear scores");
}

void FiniteSum::add_penalty_gradient(const VectorXd&, VectorXd&) const {}

}  // namespace ravine
