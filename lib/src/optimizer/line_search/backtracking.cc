#include "optimizer/line_search/backtracking.h"

#include <algorithm>
#include <cmath>

namespace ravine {
namespace {

/// The minimum of the parabola with the origin's value and slope and the trial's value.
double vertex(const SlopePoint& origin, const LinePoint& trial) {
  const double above = trial.f - origin.f - origin.slope * trial.t;
  return -origin.slope * trial.t * trial.t / (2.0 * above);
}

}  // namespace

std::optional<LinePoint> backtracking_search(const LineValue& phi, const SlopePoint& origin,
                                             double first, const Backtracking& options) {
  LinePoint trial{first, 0.0};
  for (int count = 0; count < options.max_trials && trial.t > 0.0; ++count) {
    if (!phi(trial.t, trial.f)) return std::nullopt;
    const double shortest = options.shortest * trial.t;
    if (!std::isfinite(trial.f)) {
      trial.t = shortest;
      continue;
    }
    if (trial.f <= origin.f + options.decrease * trial.t * origin.slope) return trial;
    trial.t = std::clamp(vertex(origin, trial), shortest, options.longest * trial.t);
  }
  return LinePoint{0.0, origin.f};
}

}  // namespace ravine
