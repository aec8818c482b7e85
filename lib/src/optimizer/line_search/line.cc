#include "optimizer/line_search/line.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include "optimizer/line_search/scale.h"

namespace ravine {
namespace {

struct Estimate {
  double slope;
  double error;
};

/// phi'(0) by two trials, the nearer one first: the quotients of both, extrapolated to t = 0. The
/// error is what that changed, and the values' round-off.
Estimate slope_by(const SlopePoint& origin, const LinePoint& near, const LinePoint& far) {
  constexpr double kRoundOff = 100.0 * std::numeric_limits<double>::epsilon();
  const double at_near = (near.f - origin.f) / near.t;
  const double at_far = (far.f - origin.f) / far.t;
  const double change = near.t * (at_far - at_near) / (far.t - near.t);
  const double last_bits = kRoundOff * (std::abs(near.f) + std::abs(origin.f));
  const double round_off = (last_bits + std::numeric_limits<double>::min()) / near.t;
  return {at_near - change, std::abs(change) + round_off};
}

/// The slope at t = 0 that the values have, where every pair of trials that can tell says that it
/// is not the gradient's.
std::optional<double> other_slope(const SlopePoint& origin, std::vector<LinePoint> trials,
                                  double shortest) {
  std::erase_if(trials, [shortest](const LinePoint& trial) {
    return !std::isfinite(trial.f) || trial.t < shortest;
  });
  std::sort(trials.begin(), trials.end(),
            [](const LinePoint& a, const LinePoint& b) { return a.t < b.t; });
  std::optional<Estimate> best;
  int told = 0;
  for (std::size_t i = 1; i < trials.size(); ++i) {
    if (!(trials[i].t > 1.1 * trials[i - 1].t)) continue;
    const Estimate by = slope_by(origin, trials[i - 1], trials[i]);
    if (!(by.error < 0.1 * std::abs(origin.slope))) continue;
    const double off = std::abs(by.slope - origin.slope);
    if (!(off > std::max(10.0 * by.error, 0.01 * std::abs(origin.slope)))) return std::nullopt;
    if (!best || by.error < best->error) best = by;
    ++told;
  }
  if (told < 2) return std::nullopt;
  return best->slope;
}

}  // namespace

std::string no_lower_step(const SlopePoint& origin, std::vector<LinePoint> trials,
                          const VectorXd& x, const VectorXd& direction) {
  // The rounding of x is next to nothing of a move that is this long.
  const double shortest = 1e-10 * safe_norm(x) / safe_norm(direction);
  std::string text = "no step along the gradient lowers the value enough";
  if (const auto slope = other_slope(origin, std::move(trials), shortest)) {
    text += fmt::format(
        "; the gradient disagrees with differences along the step (slope {:.6g} by the gradient, "
        "{:.6g} by the values), unless f has a kink there",
        origin.slope, *slope);
  }
  return text;
}

}  // namespace ravine
