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

/// Iterates until the library or the oracle has enough, and frees the minimiser.
template <class Minimizer>
void loop(Minimizer* of, int (*iterate)(Minimizer*), void (*free)(Minimizer*), Evaluations& run) {
  int error = GSL_SUCCESS;
  while (!run.over() && error == GSL_SUCCESS) error = iterate(of);
  free(of);
  run.finish(Status::kStalled, gsl_strerror(error));
}

Parameter positive(const char* name, const char* value, const char* summary) {
  return {.name = name, .default_value = value, .summary = summary, .low = 1e-300};
}

Entry<Optimizer> descent(const char* name, const char* summary, const char* family,
                         const gsl_multimin_fdfminimizer_type* type) {
  const auto run = [type](const Parameters& p, Evaluations& evaluations, const VectorXd& x) {
    gsl_multimin_function_fdf f{value, slope, both, static_cast<std::size_t>(x.size()),
                                &evaluations};
    const auto start = gsl_vector_const_view_array(x.data(), f.n);
    auto* const of = gsl_multimin_fdfminimizer_alloc(type, f.n);
    gsl_multimin_fdfminimizer_set(of, &f, &start.vector, p.number("step"), p.number("tolerance"));
    loop(of, gsl_multimin_fdfminimizer_iterate, gsl_multimin_fdfminimizer_free, evaluations);
  };
  return method(
      name, summary, family,
      {positive("step", "0.1", "of the first"), positive("tolerance", "0.1", "on a line")}, run);
}

Entry<Optimizer> simplex(const char* name, const char* summary,
                         const gsl_multimin_fminimizer_type* type) {
  const auto run = [type](const Parameters& p, Evaluations& evaluations, const VectorXd& x) {
    gsl_multimin_function f{value, static_cast<std::size_t>(x.size()), &evaluations};
    const VectorXd size = VectorXd::Constant(x.size(), p.number("size"));
    const auto start = gsl_vector_const_view_array(x.data(), f.n);
    const auto sizes = gsl_vector_const_view_array(size.data(), f.n);
    auto* const of = gsl_multimin_fminimizer_alloc(type, f.n);
    gsl_multimin_fminimizer_set(of, &f, &start.vector, &sizes.vector);
    loop(of, gsl_multimin_fminimizer_iterate, gsl_multimin_fminimizer_free, evaluations);
  };
  return method(name, summary, "gradient_free", {positive("size", "1", "of the first simplex")},
                run);
}

}  // namespace

std::vector<Entry<Optimizer>> gsl() {
  gsl_set_error_handler_off();  // it would end the process on an error that `iterate` returns
  return {
      descent("gsl:bfgs2", "GSL's BFGS by Fletcher", "quasi_newton",
              gsl_multimin_fdfminimizer_vector_bfgs2),
      descent("gsl:bfgs", "GSL's BFGS", "quasi_newton", gsl_multimin_fdfminimizer_vector_bfgs),
      descent("gsl:conjugate_fr", "GSL's Fletcher-Reeves", "full_gradient",
              gsl_multimin_fdfminimizer_conjugate_fr),
      descent("gsl:conjugate_pr", "GSL's Polak-Ribiere", "full_gradient",
              gsl_multimin_fdfminimizer_conjugate_pr),
      simplex("gsl:nmsimplex2", "GSL's Nelder-Mead", gsl_multimin_fminimizer_nmsimplex2),
      simplex("gsl:nmsimplex2rand", "the same, turned", gsl_multimin_fminimizer_nmsimplex2rand),
  };
}

}  // namespace ravine::peer
