#include "problem/problems.h"

#include "problem/noise.h"
#include "ravine/catalog.h"
#include "ravine/risk.h"

namespace ravine {
namespace {

std::vector<Entry<Objective>> all_problems() {
  std::vector<Entry<Objective>> all = {
      problem::sphere(),
      problem::ravine(),
      problem::rosenbrock(),
      problem::booth(),
      problem::branin(),
      problem::goldstein_price(),
      problem::himmelblau(),
      problem::matyas(),
      problem::three_hump_camel(),
      problem::saddle(),
      problem::plateau(),
      problem::demo_local_minimum(),
      problem::demo_global_minimum(),
      problem::demo_saddle(),
      problem::demo_elliptic_bowl(),
      problem::demo_hills(),
      problem::demo_plateau(),
      problem::styblinski_tang(),
      problem::rastrigin(),
      problem::ackley(),
      problem::griewank(),
      problem::levy(),
      problem::freudenstein_roth(),
      problem::powell_badly_scaled(),
      problem::brown_badly_scaled(),
      problem::beale(),
      problem::jennrich_sampson(),
      problem::helical_valley(),
      problem::bard(),
      problem::gaussian(),
      problem::meyer(),
      problem::gulf(),
      problem::box_3d(),
      problem::powell_singular(),
      problem::wood(),
      problem::kowalik_osborne(),
      problem::brown_dennis(),
      problem::osborne_1(),
      problem::biggs_exp6(),
      problem::osborne_2(),
      problem::watson(),
      problem::extended_rosenbrock(),
      problem::extended_powell_singular(),
      problem::penalty_1(),
      problem::penalty_2(),
      problem::variably_dimensioned(),
      problem::trigonometric(),
      problem::brown_almost_linear(),
      problem::discrete_boundary_value(),
      problem::discrete_integral_equation(),
      problem::broyden_tridiagonal(),
      problem::broyden_banded(),
      problem::linear_full_rank(),
      problem::linear_rank_1(),
      problem::linear_rank_1_zero(),
      problem::chebyquad(),
  };
  for (int number = 1; number <= 24; ++number) all.push_back(problem::bbob_function(number));
  for (auto& function : all) function = problem::with_noise(std::move(function));
  for (auto& risk : risk_problems()) all.push_back(std::move(risk));
  return all;
}

}  // namespace

const Table<Objective>& problems() {
  static const Table<Objective> table("problem", all_problems());
  return table;
}

std::unique_ptr<Objective> make_problem(std::string_view name) { return problems().make(name); }

}  // namespace ravine
