// What `convergence --list` prints: every table, for people and for scripts.
#pragma once

#include <string>

#include "ravine/optimizer.h"
#include "ravine/spec.h"

namespace ravine {

/// A line on each entry of each table; `methods` stands for the table of methods.
std::string listing(const Table<Optimizer>& methods);

/// The same as one JSON object, with a list per table and all that scripts need to know of an entry
/// . A problem whose data is not on this machine has no dimension.
std::string listing_as_json(const Table<Optimizer>& methods);

}  // namespace ravine
