// Values and gradients of a problem at given points, without a run or counts. scripts/report draws
// contours and gradients from them.
#pragma once

#include <iosfwd>

#include "ravine/problem.h"
#include "ravine/spec.h"

namespace ravine {

/// Reads from `in` a JSON object a line, {"problem": name, "points": [[x1, ..., xn], ...]}, and
/// writes to `out` one for each, {"problem", "values": [f, ...], "gradients": [[...], ...]}. What
/// is not finite is null; `gradients` is null for a problem that offers none. `problems` has those
/// that are asked for. Throws std::invalid_argument that names the line.
void evaluate_points(std::istream& in, std::ostream& out, const Table<Problem>& problems);

}  // namespace ravine
