// Minimisation along a line by values alone: bracketing, then parabolas safeguarded by golden
// sections (Brent 1973, chapter 5).
#pragma once

#include <functional>
#include <optional>

namespace ravine {

/// A point of phi(t).
struct LinePoint {
  double t = 0.0;
  double f = 0.0;
};

/// phi(t): writes the value, which may be non-finite; false once the run is over.
using LineValue = std::function<bool(double t, double& f)>;

/// The lowest point found on t > 0 of a function that falls at 0, starting from the trial `first`:
/// widens or shortens the step until it brackets a minimum, then narrows the bracket to a relative
/// width of `tolerance`. Never higher than `origin`, which it returns when no lower point is found;
/// empty once the run is over.
std::optional<LinePoint> brent_line_search(const LineValue& phi, LinePoint origin, double first,
                                           double tolerance = 1e-4);

}  // namespace ravine
