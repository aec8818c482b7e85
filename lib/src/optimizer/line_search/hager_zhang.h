// A step that satisfies the Wolfe conditions, or an approximation of them that round-off does not
// spoil near a minimum (Hager & Zhang 2005, section 4):
//   phi(t) <= phi(0) + delta t phi'(0)      and  phi'(t) >= sigma phi'(0), or
//   (2 delta - 1) phi'(0) >= phi'(t) >= sigma phi'(0)  and  phi(t) <= phi(0) + epsilon |phi(0)|.
#pragma once

#include "optimizer/line_search/line.h"

namespace ravine {

/// The paper's parameters and their values there.
struct HagerZhang {
  double delta = 0.1;     ///< decrease, in (0, 1/2)
  double sigma = 0.9;     ///< curvature, in [delta, 1)
  double epsilon = 1e-6;  ///< rise allowed by the approximate conditions, relative to |phi(0)|
  double theta = 0.5;     ///< where an interval is cut while only its far end's value is too high
  double gamma = 0.66;  ///< an iteration that shrinks the interval less is followed by a bisection
  double rho = 5.0;     ///< growth of the trials while the function falls
  int max_trials = 50;
};

/// Searches t > 0 from the trial `first`; `origin` has t = 0 and a negative slope. `accepted`
/// receives the point that was found. A trial that is not finite counts as too high.
LineEnd hager_zhang_search(const LineSlope& phi, const SlopePoint& origin, double first,
                           const HagerZhang& options, SlopePoint& accepted);

}  // namespace ravine
