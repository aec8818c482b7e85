#include "ravine/problem/formula.h"
#include "ravine/problem/parameters.h"
#include "ravine/problem/problems.h"

namespace ravine::problem {
namespace {

// 100 (x_{i+1} - x_i^2)^2 + (1 - x_i)^2
template <class X>
ScalarOf<X> term(const X& x, Index i) {
  const auto valley = x[i + 1] - x[i] * x[i];
  const auto rest = 1.0 - x[i];
  return 100.0 * valley * valley + rest * rest;
}

// The sum of the terms (Rosenbrock 1960; chained, Toint 1978).
constexpr auto rosenbrock_value = []<class X>(const X& x, GradientOf<X>* gradient) -> ScalarOf<X> {
  ScalarOf<X> f = 0.0;
  if (gradient != nullptr) gradient->setZero();
  for (Index i = 0; i + 1 < x.size(); ++i) {
    f += term(x, i);
    if (gradient == nullptr) continue;
    const auto valley = x[i + 1] - x[i] * x[i];
    (*gradient)[i] += -400.0 * x[i] * valley - 2.0 * (1.0 - x[i]);
    (*gradient)[i + 1] += 200.0 * valley;
  }
  return f;
};

double touched(const VectorXd& x, Index i) {
  return (i > 0 ? term(x, i - 1) : 0.0) + (i + 1 < x.size() ? term(x, i) : 0.0);
}

}  // namespace

Entry<Objective> rosenbrock() {
  return {"rosenbrock",
          "a curved valley (Rosenbrock 1960), chained in n dimensions",
          {dimension_parameter(2, 2), start_parameter()},
          [](const Parameters& p) {
            VectorXd start(dimension_of(p));
            for (Index i = 0; i < start.size(); ++i) start[i] = i % 2 == 0 ? -1.2 : 1.0;
            return objective_of({FormulaFunction::across_lanes(rosenbrock_value),
                                 start_of(p, start),
                                 0.0,
                                 {},
                                 touched});
          }};
}

}  // namespace ravine::problem
