#include "problem/problems.h"

#include "catalog/risk_problems.h"
#include "problem/with_noise.h"
#include "ravine/catalog.h"

namespace ravine {
namespace {

Entry<Problem> of(std::string family, Entry<Problem> entry, std::vector<PlannedRun> planned) {
  entry.family = std::move(family);
  entry.planned = std::move(planned);
  return entry;
}

Entry<Problem> smooth(Entry<Problem> entry, std::vector<PlannedRun> planned = {}) {
  return of("smooth", std::move(entry), std::move(planned));
}

/// A function with minima that are higher than its lowest.
Entry<Problem> multimodal(Entry<Problem> entry, std::vector<PlannedRun> planned = {}) {
  return of("multimodal", std::move(entry), std::move(planned));
}

/// The class of each BBOB function (Hansen, Finck, Ros & Auger 2009). Numbers 3, 4 and 15 to 24
/// have many minima. The linear slope ends in a kink, the step ellipsoid has plateaus, and the
/// sharp ridge has an edge.
std::string bbob_class(int number) {
  if (number == 3 || number == 4 || number >= 15) return "multimodal";
  return number == 5 || number == 7 || number == 13 ? "nonsmooth" : "smooth";
}

/// A run of "noisy" scores by the values that methods see, down to a thousandth of the start's gap.
/// Noise of 1e-4 is at most 2 % of that, and relative noise of 0.01 is 1 %: no lucky draw wins.
std::vector<Entry<Problem>> all_problems() {
  std::vector<Entry<Problem>> all = {
      smooth(problem::sphere(), {{"functions"},
                                 {"quick_functions"},
                                 {"gate_functions"},
                                 {"gate_random"},
                                 {"noisy", "dimension=10:additive_noise=1e-4"},
                                 {"noisy", "dimension=10:multiplicative_noise=0.01"}}),
      smooth(problem::ravine(), {{"functions"}, {"noisy", "additive_noise=1e-4"}}),
      smooth(problem::rosenbrock(), {{"functions"},
                                     {"quick_functions"},
                                     {"gate_functions", "dimension=4"},
                                     {"gate_random", "dimension=4"},
                                     {"noisy", "additive_noise=1e-4"},
                                     {"noisy", "dimension=10:multiplicative_noise=0.01"}}),
      smooth(
          problem::booth(),
          {{"functions"}, {"gate_functions"}, {"gate_random"}, {"noisy", "additive_noise=1e-4"}}),
      smooth(problem::branin(), {{"functions"}}),
      multimodal(problem::goldstein_price(), {{"functions"}}),
      smooth(problem::himmelblau(), {{"functions"},
                                     {"quick_functions"},
                                     {"gate_functions"},
                                     {"noisy", "multiplicative_noise=0.01"}}),
      smooth(problem::matyas(), {{"gate_functions"}}),
      multimodal(problem::three_hump_camel()),
      smooth(problem::saddle()),
      smooth(problem::plateau()),
      multimodal(problem::demo_local_minimum()),
      smooth(problem::demo_global_minimum()),
      smooth(problem::demo_saddle()),
      smooth(problem::demo_elliptic_bowl()),
      multimodal(problem::demo_hills()),
      smooth(problem::demo_plateau()),
      multimodal(problem::styblinski_tang(), {{"functions"}}),
      multimodal(problem::rastrigin(), {{"functions"}}),
      multimodal(problem::ackley(), {{"functions"}}),
      multimodal(problem::griewank(), {{"functions"}}),
      multimodal(problem::levy(), {{"functions"}}),
      smooth(problem::freudenstein_roth()),
      smooth(problem::powell_badly_scaled()),
      smooth(problem::brown_badly_scaled()),
      smooth(problem::beale(),
             {{"functions"}, {"gate_functions"}, {"noisy", "additive_noise=1e-4"}}),
      smooth(problem::jennrich_sampson()),
      smooth(problem::helical_valley(), {{"functions"}, {"gate_functions"}}),
      smooth(problem::bard()),
      smooth(problem::gaussian()),
      smooth(problem::meyer()),
      smooth(problem::gulf()),
      smooth(problem::box_3d()),
      smooth(problem::powell_singular(), {{"functions"},
                                          {"quick_functions"},
                                          {"gate_functions"},
                                          {"noisy", "additive_noise=1e-4"},
                                          {"noisy", "multiplicative_noise=0.01"}}),
      smooth(problem::wood(), {{"functions"},
                               {"gate_functions"},
                               {"noisy", "additive_noise=1e-4"},
                               {"noisy", "multiplicative_noise=0.01"}}),
      smooth(problem::kowalik_osborne()),
      smooth(problem::brown_dennis()),
      smooth(problem::osborne_1()),
      smooth(problem::biggs_exp6()),
      smooth(problem::osborne_2()),
      smooth(problem::watson()),
      smooth(problem::extended_rosenbrock()),
      smooth(problem::extended_powell_singular()),
      smooth(problem::penalty_1()),
      smooth(problem::penalty_2()),
      smooth(problem::variably_dimensioned()),
      smooth(problem::trigonometric()),
      smooth(problem::brown_almost_linear()),
      smooth(problem::discrete_boundary_value()),
      smooth(problem::discrete_integral_equation()),
      smooth(problem::broyden_tridiagonal(), {{"gate_functions"}}),
      smooth(problem::broyden_banded()),
      smooth(problem::linear_full_rank()),
      smooth(problem::linear_rank_1()),
      smooth(problem::linear_rank_1_zero()),
      smooth(problem::chebyquad()),
  };
  for (int number = 1; number <= 24; ++number) {
    all.push_back(of(bbob_class(number), problem::bbob_function(number), {}));
  }
  for (auto& function : all) function = problem::with_noise(std::move(function));
  for (auto& risk : risk_problems()) all.push_back(std::move(risk));
  return all;
}

}  // namespace

const Table<Problem>& problems() {
  static const Table<Problem> table("problem", all_problems());
  return table;
}

std::unique_ptr<Problem> make_problem(std::string_view name) { return problems().make(name); }

}  // namespace ravine
