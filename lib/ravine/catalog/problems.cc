#include "ravine/problem/problems.h"

#include "ravine/catalog/catalog.h"
#include "ravine/catalog/risk.h"

namespace ravine {
namespace {

std::vector<Entry<Objective>> all_problems() {
  std::vector<Entry<Objective>> all = {
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
  };
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
