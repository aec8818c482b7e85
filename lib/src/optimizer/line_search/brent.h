// Minimisation along a line by values alone: bracketing, then parabolas safeguarded by golden
// sections (Brent 1973, chapter 5).
#pragma once

#include <optional>

#include "optimizer/line_search/line.h"

namespace ravine {

/// The lowest point found on t > 0 of a function that falls at 0, starting from the trial `first`:
/// widens or shortens the step until it brackets a minimum, then narrows the bracket to a relative
/// width of `tolerance`. Never higher than `origin`, which it returns when no lower point is found;
/// empty once the run is over.
std::optional<LinePoint> brent_line_search(const LineValue& phi, LinePoint origin, double first,
                                           double tolerance = 1e-4);

}  // namespace ravine
