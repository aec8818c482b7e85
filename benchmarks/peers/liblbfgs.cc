// libLBFGS (Okazaki, http://www.chokkan.org/software/liblbfgs), with its own defaults but for the
// stopping rule, which is the oracle's.
#include <lbfgs.h>

#include "benchmarks/peers/evaluations.h"
#include "benchmarks/peers/peers.h"

namespace ravine::peer {
namespace {

double evaluate(void* evaluations, const double* x, double* gradient, int, double) {
  return (*static_cast<Evaluations*>(evaluations))(x, gradient);
}

/// Not zero leaves the loop.
int progress(void* evaluations, const double*, const double*, double, double, double, double, int,
             int, int) {
  return static_cast<Evaluations*>(evaluations)->over() ? 1 : 0;
}

void run(const Parameters& p, Evaluations& evaluations, const VectorXd& x) {
  lbfgs_parameter_t parameters;
  lbfgs_parameter_init(&parameters);
  parameters.m = static_cast<int>(p.integer("memory"));
  parameters.epsilon = 0.0;
  const auto n = static_cast<int>(x.size());
  double* const point = lbfgs_malloc(n);  // aligned for its vector instructions
  std::copy(x.begin(), x.end(), point);
  double value = 0.0;
  const int end = lbfgs(n, point, &value, evaluate, progress, &evaluations, &parameters);
  lbfgs_free(point);
  evaluations.finish(end >= 0 ? Status::kConverged : Status::kStalled,
                     "lbfgs() returned " + std::to_string(end));
}

}  // namespace

std::vector<Entry<Optimizer>> liblbfgs() {
  return {method("liblbfgs", "libLBFGS: L-BFGS, steps of More and Thuente", "quasi_newton",
                 {{.name = "memory",
                   .default_value = "6",
                   .summary = "pairs kept",
                   .low = 1,
                   .high = 10000,
                   .integer = true}},
                 run)};
}

}  // namespace ravine::peer
