// The GNU Scientific Library's minimisers (gsl_multimin), run until they report no progress.
#include <gsl/gsl_errno.h>
#include <gsl/gsl_multimin.h>

#include "benchmarks/peers/evaluations.h"
#include "benchmarks/peers/peers.h"

namespace ravine::peer {
namespace {

Evaluations& at(void* evaluations) { return *static_cast<Evaluations*>(evaluations); }
double value(const gsl_vector* x, void* to) { return at(to)(x->data, nullptr); }
void slope(const gsl_vector* x, void* to, gsl_vector* g) { at(to)(x->data, g->data); }
void both(const gsl_vector* x, void* to, double* f, gsl_vector* g) {
  *f = at(to)(x->data, g->data);
}

/// Iterates until the library or the oracle has enough.
template <class Minimizer>
void loop(Minimizer* minimizer, int (*iterate)(Minimizer*), Evaluations& evaluations) {
  int error = GSL_SUCCESS;
  while (!evaluations.over() && error == GSL_SUCCESS) error = iterate(minimizer);
  evaluations.finish(Status::kStalled, gsl_strerror(error));
}

Entry<Optimizer> descent(const char* name, const char* summary,
                         const gsl_multimin_fdfminimizer_type* type) {
  const std::vector<Parameter> parameters = {
      {.name = "step", .default_value = "0.1", .summary = "length of the first", .low = 1e-300},
      {.name = "tolerance", .default_value = "0.1", .summary = "of a line search", .low = 0.0}};
  return method(name, summary, Asks::kGradients, parameters,
                [type](const Parameters& p, Evaluations& evaluations, const VectorXd& x) {
                  const auto n = static_cast<std::size_t>(x.size());
                  gsl_multimin_function_fdf f{value, slope, both, n, &evaluations};
                  const auto start = gsl_vector_const_view_array(x.data(), n);
                  auto* minimizer = gsl_multimin_fdfminimizer_alloc(type, n);
                  gsl_multimin_fdfminimizer_set(minimizer, &f, &start.vector, p.number("step"),
                                                p.number("tolerance"));
                  loop(minimizer, gsl_multimin_fdfminimizer_iterate, evaluations);
                  gsl_multimin_fdfminimizer_free(minimizer);
                });
}

Entry<Optimizer> simplex(const char* name, const char* summary,
                         const gsl_multimin_fminimizer_type* type) {
  const std::vector<Parameter> parameters = {
      {.name = "size", .default_value = "1", .summary = "of the first simplex", .low = 1e-300}};
  return method(name, summary, Asks::kValues, parameters,
                [type](const Parameters& p, Evaluations& evaluations, const VectorXd& x) {
                  const auto n = static_cast<std::size_t>(x.size());
                  gsl_multimin_function f{value, n, &evaluations};
                  const auto start = gsl_vector_const_view_array(x.data(), n);
                  const VectorXd size = VectorXd::Constant(x.size(), p.number("size"));
                  const auto sizes = gsl_vector_const_view_array(size.data(), n);
                  auto* minimizer = gsl_multimin_fminimizer_alloc(type, n);
                  gsl_multimin_fminimizer_set(minimizer, &f, &start.vector, &sizes.vector);
                  loop(minimizer, gsl_multimin_fminimizer_iterate, evaluations);
                  gsl_multimin_fminimizer_free(minimizer);
                });
}

}  // namespace

std::vector<Entry<Optimizer>> gsl() {
  // Its default is to end the process on an error that `iterate` returns as well.
  gsl_set_error_handler_off();
  return {
      descent("gsl:bfgs2", "GSL's BFGS, Fletcher's line search",
              gsl_multimin_fdfminimizer_vector_bfgs2),
      descent("gsl:bfgs", "GSL's BFGS", gsl_multimin_fdfminimizer_vector_bfgs),
      descent("gsl:conjugate_fr", "GSL's Fletcher-Reeves", gsl_multimin_fdfminimizer_conjugate_fr),
      descent("gsl:conjugate_pr", "GSL's Polak-Ribiere", gsl_multimin_fdfminimizer_conjugate_pr),
      simplex("gsl:nmsimplex2", "GSL's Nelder-Mead", gsl_multimin_fminimizer_nmsimplex2),
      simplex("gsl:nmsimplex2rand", "GSL's Nelder-Mead, turned at random",
              gsl_multimin_fminimizer_nmsimplex2rand),
  };
}

}  // namespace ravine::peer
