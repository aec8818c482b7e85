#include "ravine/problem/formula.h"
#include "ravine/problem/parameters.h"
#include "ravine/problem/problems.h"

namespace ravine::problem {
namespace {

// sum 100 (x_{i+1} - x_i^2)^2 + (1 - x_i)^2 (Rosenbrock 1960; chained, Toint 1978).
double rosenbrock_value(const VectorXd& x, VectorXd* gradient) {
  double f = 0.0;
  if (gradient != nullptr) gradient->setZero();
  for (Index i = 0; i + 1 < x.size(); ++i) {
    const double valley = x[i + 1] - x[i] * x[i];
    const double rest = 1.0 - x[i];
    f += 100.0 * valley * valley + rest * rest;
    if (gradient == nullptr) continue;
    (*gradient)[i] += -400.0 * x[i] * valley - 2.0 * rest;
    (*gradient)[i + 1] += 200.0 * valley;
  }
  return f;
}

}  // namespace

Entry<Objective> rosenbrock() {
  return {"rosenbrock",
          "a curved valley (Rosenbrock 1960), chained in n dimensions",
          {dimension_parameter(2, 2), start_parameter()},
          [](const Parameters& p) {
            VectorXd start(dimension_of(p));
            for (Index i = 0; i < start.size(); ++i) start[i] = i % 2 == 0 ? -1.2 : 1.0;
            return objective_of({rosenbrock_value, start_of(p, start), 0.0});
          }};
}

}  // namespace ravine::problem
