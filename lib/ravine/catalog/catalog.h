// The tables of names: everything that Ravine has, in one place.
#pragma once

#include <memory>
#include <string_view>

#include "ravine/core/objective.h"
#include "ravine/core/spec.h"
#include "ravine/gradient/gradient_source.h"
#include "ravine/optimizer/optimizer.h"

namespace ravine {

const Table<Optimizer>& methods();
const Table<GradientSource>& gradient_sources();
const Table<Objective>& problems();

/// The problem that "name:key=value:..." names. Throws std::invalid_argument, which lists what
/// there is, for an unknown name or parameter.
std::unique_ptr<Objective> make_problem(std::string_view name);

}  // namespace ravine
