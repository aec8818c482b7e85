// A step that lowers a function enough, found by shortening a first trial (Armijo 1966):
//   phi(t) <= phi(0) + c t phi'(0).
#pragma once

#include <optional>

#include "optimizer/line_search/line.h"

namespace ravine {

struct Backtracking {
  double decrease = 1e-4;  ///< c, in (0, 1)
  double shortest = 0.1;   ///< a trial is cut to at least this share of the one before ...
  double longest = 0.5;    ///< ... and at most this
  int max_trials = 60;
};

/// The first of the trials t <= `first` with Armijo's decrease; `origin` has t = 0 and a negative
/// slope. Each next trial is the minimum of the parabola through phi(0), phi'(0) and the last one,
/// within the two shares (Dennis & Schnabel 1983, algorithm A6.3.1). After a value that is not
/// finite the smaller share is taken. Returns t = 0, the origin, when no trial is low enough; empty
/// once the run is over.
std::optional<LinePoint> backtracking_search(const LineValue& phi, const SlopePoint& origin,
                                             double first, const Backtracking& options);

}  // namespace ravine
