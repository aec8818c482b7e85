// The gradients of a comparison, checked against differences of values.
#pragma once

#include <iosfwd>
#include <vector>

#include "benchmarks/study.h"
#include "record/run.h"

namespace ravine {

/// Writes a line to `out` for each analytic gradient that `runs` use, of the whole objective or of
/// a mini-batch, at the start of each seed. Returns the exit status: 1 where one differs, else 0.
/// Throws std::invalid_argument where the runs use none.
int check_gradients(const std::vector<RunCase>& runs, const Study& study, std::ostream& out);

}  // namespace ravine
