#include "problem/formula.h"
#include "problem/parameters.h"
#include "problem/problems.h"

namespace ravine::problem {
namespace {

// sum 100 (x_{i+1} - x_i^2)^2 + (1 - x_i)^2 (Rosenbrock 1960; chained, Toint 1978). The two squares
// are summed apart, which leaves four operations a term.
constexpr auto rosenbrock_value = []<class X>(const X& x, GradientOf<X>* gradient) -> ScalarOf<X> {
  ScalarOf<X> valleys = 0.0;
  ScalarOf<X> rests = 0.0;
  if (gradient != nullptr) gradient->setZero();
  ScalarOf<X> next = x[0];
  for (Index i = 0; i + 1 < x.size(); ++i) {
    const ScalarOf<X> here = next;
    next = x[i + 1];
    const ScalarOf<X> valley = multiply_add(-here, here, next);
    const ScalarOf<X> rest = 1.0 - here;
    valleys = multiply_add(valley, valley, valleys);
    rests = multiply_add(rest, rest, rests);
    if (gradient == nullptr) continue;
    (*gradient)[i] += -400.0 * here * valley - 2.0 * rest;
    (*gradient)[i + 1] += 200.0 * valley;
  }
  return 100.0 * valleys + rests;
};

double term(const VectorXd& x, Index i) {
  const double valley = x[i + 1] - x[i] * x[i];
  const double rest = 1.0 - x[i];
  return 100.0 * valley * valley + rest * rest;
}

double touched(const VectorXd& x, Index i) {
  return (i > 0 ? term(x, i - 1) : 0.0) + (i + 1 < x.size() ? term(x, i) : 0.0);
}

}  // namespace

Entry<Problem> rosenbrock() {
  return {"rosenbrock",
          "a curved valley (Rosenbrock 1960), chained in n dimensions",
          {dimension_parameter(2, 2), start_parameter()},
          [](const Parameters& p) {
            VectorXd start(dimension_of(p));
            for (Index i = 0; i < start.size(); ++i) start[i] = i % 2 == 0 ? -1.2 : 1.0;
            return problem_of({FormulaFunction::across_lanes(rosenbrock_value),
                               start_of(p, start),
                               0.0,
                               {},
                               touched});
          }};
}

}  // namespace ravine::problem
