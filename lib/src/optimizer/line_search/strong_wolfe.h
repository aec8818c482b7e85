// A step that satisfies the strong Wolfe conditions (Moré & Thuente 1994):
//   phi(t) <= phi(0) + mu t phi'(0)   and   |phi'(t)| <= eta |phi'(0)|.
#pragma once

#include "optimizer/line_search/line.h"

namespace ravine {

struct StrongWolfe {
  double decrease = 1e-4;  ///< mu, in (0, 1/2)
  double curvature = 0.9;  ///< eta, in (mu, 1)
  int max_trials = 30;
};

/// Searches t > 0 from the trial `first`; `origin` has t = 0 and a negative slope. `accepted`
/// receives the point that was found. Where every trial is lower than the one before, the last one
/// is found.
LineEnd strong_wolfe_search(const LineSlope& phi, const SlopePoint& origin, double first,
                            const StrongWolfe& options, SlopePoint& accepted);

}  // namespace ravine
