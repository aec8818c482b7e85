// What `convergence --list` prints: every table, for people and for scripts.
#pragma once

#include <string>

#include "ravine/optimizer.h"
#include "ravine/problem.h"
#include "ravine/spec.h"

namespace ravine {

/// The tables to which a program may add entries of its own.
struct Tables {
  Table<Optimizer> methods;
  Table<Problem> problems;
};

/// A line on each entry of each table; `tables` stand for those of the library.
std::string listing(const Tables& tables);

/// The same as one JSON object, with a list per table and all that scripts need to know of an
/// entry. A problem whose data is not on this machine has no dimension.
std::string listing_as_json(const Tables& tables);

}  // namespace ravine
