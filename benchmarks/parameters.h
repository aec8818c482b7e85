// The parameters that a run ended with, as one line of JSON.
#pragma once

#include <string>

#include "ravine/problem.h"
#include "ravine/result.h"
#include "record/run.h"

namespace ravine {

/// What a file of such lines begins with.
FileKind parameters_kind();

/// One object with `parameters`, the best point of the run, its `value`, and the run's name and
/// settings. A model that learned from samples can be used with what else is known: `names`,
/// `features`, `classes`, `means` and `deviations`.
std::string to_parameters_line(const RunCase& run, const RunContext& context,
                               const Problem& problem, const Result& result);

}  // namespace ravine
