#include "optimizer/optimizers.h"
#include "ravine/catalog.h"

namespace ravine {
namespace {

/// A method, its family, and how the scripts' comparisons run it: a step where it needs one. The
/// step of "functions" is one of 1 and 3 times the powers of ten from 1e-4 to 1: the one that
/// solved most test functions, and the quickest of several.
Entry<Optimizer> of(std::string family, Entry<Optimizer> entry, std::vector<PlannedRun> planned) {
  entry.family = std::move(family);
  entry.planned = std::move(planned);
  return entry;
}

std::vector<Entry<Optimizer>> all_methods() {
  return {
      of("gradient_free", optimizers::random_search(), {{"functions"}, {"gate_random"}}),
      of("gradient_free", optimizers::two_point(), {{"functions"}, {"data"}, {"gate_functions"}}),
      of("gradient_free", optimizers::spsa(), {{"functions", "step=0.3"}, {"gate_random"}}),
      of("gradient_free", optimizers::nelder_mead(),
         {{"functions"}, {"data"}, {"quick_functions"}, {"quick_data"}, {"gate_functions"}}),
      of("gradient_free", optimizers::cma_es(), {{"functions"}, {"gate_random"}}),
      of("full_gradient", optimizers::gradient_descent(),
         {{"functions", "step=0.001"},
          {"functions", "policy=decreasing:step=0.01"},
          {"functions", "policy=optimal"},
          {"data", "step=0.1"},
          {"data", "policy=decreasing:step=0.1"},
          {"data", "policy=optimal"},
          {"quick_functions", "policy=optimal"},
          {"gate_functions", "step=0.001"},
          {"gate_functions", "policy=optimal"}}),
      of("full_gradient", optimizers::momentum(),
         {{"functions", "step=0.001"},
          {"data", "step=0.02"},
          {"quick_functions", "step=0.001"},
          {"quick_data", "step=0.02"},
          {"gate_functions", "step=0.001"},
          {"gate_data", "step=0.02"}}),
      of("full_gradient", optimizers::heavy_ball(),
         {{"functions", "step=0.0003"}, {"gate_functions", "step=0.001"}}),
      of("full_gradient", optimizers::nesterov(),
         {{"functions", "step=0.001"}, {"data", "step=0.02"}, {"gate_functions", "step=0.001"}}),
      of("full_gradient", optimizers::accelerated_gradient(),
         {{"functions"}, {"data"}, {"gate_functions"}}),
      of("stochastic", optimizers::sgd(),
         {{"data", "step=0.05"},
          {"data", "policy=decreasing:step=0.05"},
          {"quick_data", "step=0.05"},
          {"gate_data", "step=0.05"}}),
      of("stochastic", optimizers::svrg(), {{"data"}, {"gate_data"}}),
      of("stochastic", optimizers::saga(), {{"data"}, {"gate_data"}}),
      of("adaptive", optimizers::adagrad(),
         {{"functions", "step=0.3"}, {"data", "step=0.1"}, {"gate_functions", "step=0.3"}}),
      of("adaptive", optimizers::adadelta(), {{"functions", "step=0.003"}, {"gate_functions"}}),
      of("adaptive", optimizers::rmsprop(),
         {{"functions", "step=0.0003"},
          {"data", "step=0.003"},
          {"gate_functions", "step=0.001"},
          {"gate_data", "step=0.003"}}),
      of("adaptive", optimizers::adam(),
         {{"functions", "step=0.1"},
          {"data", "step=0.01"},
          {"quick_functions", "step=0.1"},
          {"quick_data", "step=0.01"},
          {"gate_functions", "step=0.1"},
          {"gate_data", "step=0.01"},
          {"gate_threads", "step=0.01"}}),
      of("adaptive", optimizers::adamw(), {{"data"}, {"gate_functions", "step=0.1"}}),
      of("adaptive", optimizers::amsgrad(),
         {{"functions", "step=0.1"}, {"gate_functions", "step=0.1"}}),
      of("adaptive", optimizers::nadam(),
         {{"functions", "step=0.03"}, {"data"}, {"gate_functions", "step=0.1"}}),
      of("adaptive", optimizers::adabelief(),
         {{"functions", "step=0.3"}, {"gate_functions", "step=0.1"}}),
      of("adaptive", optimizers::lion(),
         {{"functions", "step=0.0001"}, {"gate_functions", "step=0.001"}}),
      of("full_gradient", optimizers::conjugate_gradient(),
         {{"functions"}, {"data"}, {"gate_functions"}}),
      of("quasi_newton", optimizers::bfgs(), {{"functions"}, {"gate_functions"}}),
      of("quasi_newton", optimizers::lbfgs(),
         {{"functions"},
          {"data"},
          {"quick_functions"},
          {"quick_data"},
          {"gate_functions"},
          {"gate_data"},
          {"gate_threads"}}),
      of("quasi_newton", optimizers::newton_cg(), {{"functions"}, {"data"}, {"gate_functions"}}),
  };
}

}  // namespace

const Table<Optimizer>& methods() {
  static const Table<Optimizer> table("method", all_methods());
  return table;
}

}  // namespace ravine
