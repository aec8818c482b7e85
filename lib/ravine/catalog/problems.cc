#include "ravine/problem/problems.h"

#include "ravine/catalog/catalog.h"

namespace ravine {

const Table<Objective>& problems() {
  static const Table<Objective> table("problem", {
                                                     problem::sphere(),
                                                 });
  return table;
}

std::unique_ptr<Objective> make_problem(std::string_view name) { return problems().make(name); }

}  // namespace ravine
