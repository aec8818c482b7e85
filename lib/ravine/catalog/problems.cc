#include "ravine/problem/problems.h"

#include "ravine/catalog/catalog.h"

namespace ravine {

const Table<Objective>& problems() {
  static const Table<Objective> table("problem", {
                                                     problem::sphere(),
                                                     problem::ravine(),
                                                     problem::rosenbrock(),
                                                     problem::beale(),
                                                     problem::booth(),
                                                     problem::branin(),
                                                     problem::goldstein_price(),
                                                     problem::himmelblau(),
                                                     problem::matyas(),
                                                     problem::three_hump_camel(),
                                                     problem::saddle(),
                                                     problem::plateau(),
                                                     problem::styblinski_tang(),
                                                     problem::rastrigin(),
                                                     problem::ackley(),
                                                     problem::griewank(),
                                                     problem::levy(),
                                                     problem::helical_valley(),
                                                     problem::powell_singular(),
                                                     problem::wood(),
                                                 });
  return table;
}

std::unique_ptr<Objective> make_problem(std::string_view name) { return problems().make(name); }

}  // namespace ravine
