#include "optimizer/line_search/strong_wolfe.h"

#include <algorithm>
#include <cmath>

namespace ravine {
namespace {

constexpr double kShrink =
    0.66;  // the paper's delta: the interval must shrink by this in two trials
constexpr double kWiden = 4.0;
// Values this close, relative to phi(0), may differ by rounding alone. Sums of a thousand terms are
// off by less.
constexpr double kRounding = 1e-13;

/// Minimum of the cubic with the values and slopes of a and b (Nocedal & Wright 2006, eq. 3.59).
double cubic(const SlopePoint& a, const SlopePoint& b) {
  const double d1 = a.slope + b.slope - 3.0 * (a.f - b.f) / (a.t - b.t);
  const double d2 = std::copysign(std::sqrt(std::max(0.0, d1 * d1 - a.slope * b.slope)), b.t - a.t);
  return b.t - (b.t - a.t) * (b.slope + d2 - d1) / (b.slope - a.slope + 2.0 * d2);
}

/// Minimum of the parabola with a's value and slope and b's value.
double quadratic(const SlopePoint& a, const SlopePoint& b) {
  const double width = b.t - a.t;
  return a.t - a.slope * width * width / (2.0 * (b.f - a.f - a.slope * width));
}

/// Zero of the line through the slopes of a and b.
double secant(const SlopePoint& a, const SlopePoint& b) {
  return b.t - b.slope * (b.t - a.t) / (b.slope - a.slope);
}

/// The interval of uncertainty: `best` is the lowest end, `other` the far one once bracketed.
struct Interval {
  SlopePoint best;
  SlopePoint other;
  bool bracketed = false;
};

/// The next trial (section 4 of the paper, cases 1 to 4), from the interval and the last trial.
double next_trial(Interval& interval, const SlopePoint& trial, double low, double high) {
  const SlopePoint& best = interval.best;
  const double farthest = trial.t > best.t ? high : low;
  double t = 0.0;
  if (trial.f > best.f) {
    const double c = cubic(best, trial);
    const double q = quadratic(best, trial);
    t = std::abs(c - best.t) < std::abs(q - best.t) ? c : 0.5 * (c + q);
    interval.bracketed = true;
  } else if (trial.slope * best.slope < 0.0) {
    const double c = cubic(best, trial);
    const double s = secant(best, trial);
    t = std::abs(c - trial.t) > std::abs(s - trial.t) ? c : s;
    interval.bracketed = true;
  } else if (std::abs(trial.slope) < std::abs(best.slope)) {
    const double c = cubic(best, trial);
    const bool beyond = std::isfinite(c) && (c - trial.t) * (trial.t - best.t) > 0.0;
    const double far = beyond ? c : farthest;
    const double s = secant(best, trial);
    const bool far_is_closer = std::abs(far - trial.t) < std::abs(s - trial.t);
    t = far_is_closer == interval.bracketed ? far : s;
    if (interval.bracketed) {
      const double limit = trial.t + kShrink * (interval.other.t - trial.t);
      t = trial.t > best.t ? std::min(limit, t) : std::max(limit, t);
    }
  } else {
    t = interval.bracketed ? cubic(interval.other, trial) : farthest;
  }
  if (trial.f > best.f) {
    interval.other = trial;
  } else {
    if (trial.slope * best.slope < 0.0) interval.other = interval.best;
    interval.best = trial;
  }
  return t;
}

/// phi minus the line of sufficient decrease: the paper's psi, used until it has been below zero.
SlopePoint lowered(SlopePoint point, double slope) {
  point.f -= slope * point.t;
  point.slope -= slope;
  return point;
}

double next_trial_lowered(Interval& interval, const SlopePoint& trial, double low, double high,
                          double slope) {
  Interval psi{lowered(interval.best, slope), lowered(interval.other, slope), interval.bracketed};
  const double t = next_trial(psi, lowered(trial, slope), low, high);
  interval = {lowered(psi.best, -slope), lowered(psi.other, -slope), psi.bracketed};
  return t;
}

/// The rise from the origin to `at`. Where rounding hides it, it is taken from the mean of both
/// slopes. Sufficient decrease then is the approximate Wolfe condition, phi'(t) <= (2 mu - 1)
/// phi'(0) (Hager & Zhang 2005, eq. 4.1).
SlopePoint rise(const SlopePoint& origin, const SlopePoint& at) {
  const double by_value = at.f - origin.f;
  const double by_slope = 0.5 * at.t * (origin.slope + at.slope);
  const double rounding = kRounding * std::abs(origin.f);
  const bool hidden = std::abs(by_value) <= rounding && std::abs(by_slope) <= rounding;
  return {at.t, hidden ? by_slope : by_value, at.slope};
}

}  // namespace

LineEnd strong_wolfe_search(const LineSlope& phi, const SlopePoint& origin, double first,
                            const StrongWolfe& options, SlopePoint& accepted) {
  if (!(first > 0.0 && std::isfinite(first))) return LineEnd::kFailed;
  const double sufficient = options.decrease * origin.slope;
  const SlopePoint start{0.0, 0.0, origin.slope};
  Interval interval{start, start};
  bool first_stage = true;
  double width = HUGE_VAL;
  double width_before = HUGE_VAL;
  double ceiling = HUGE_VAL;  // below the shortest trial that was not finite
  SlopePoint last = origin;
  double next = first;
  for (int count = 0; count < options.max_trials; ++count) {
    SlopePoint at{next, 0.0, 0.0};
    if (!phi(at.t, at.f, at.slope)) return LineEnd::kOver;
    if (!std::isfinite(at.f) || !std::isfinite(at.slope)) {
      ceiling = at.t;
      next = interval.best.t + 0.1 * (at.t - interval.best.t);
      if (next == interval.best.t) return LineEnd::kFailed;
      continue;
    }
    const SlopePoint trial = rise(origin, at);
    const double line = trial.t * sufficient;
    if (trial.f <= line && std::abs(trial.slope) <= -options.curvature * origin.slope) {
      accepted = at;
      return LineEnd::kFound;
    }
    if (trial.f <= line && trial.slope >= 0.0) first_stage = false;
    const double low =
        interval.bracketed ? std::min(interval.best.t, interval.other.t) : interval.best.t;
    const double high = interval.bracketed
                            ? std::max(interval.best.t, interval.other.t)
                            : std::min(trial.t + kWiden * (trial.t - interval.best.t),
                                       trial.t + 0.5 * (ceiling - trial.t));
    const bool lower = first_stage && trial.f <= interval.best.f && trial.f > line;
    double t = lower ? next_trial_lowered(interval, trial, low, high, sufficient)
                     : next_trial(interval, trial, low, high);
    if (interval.bracketed) {
      const double now = std::abs(interval.other.t - interval.best.t);
      if (now >= kShrink * width_before) {
        t = 0.5 * (interval.best.t + interval.other.t);
      }
      width_before = width;
      width = now;
      const auto [left, right] = std::minmax(interval.best.t, interval.other.t);
      if (right - left <= 1e-15 * right) return LineEnd::kFailed;
      if (!(t > left && t < right)) t = 0.5 * (left + right);
    } else {
      t = std::clamp(t, std::min(trial.t + 1.1 * (trial.t - low), high), high);
    }
    if (t == trial.t || !std::isfinite(t)) return LineEnd::kFailed;
    next = t;
    last = at;
  }
  if (interval.bracketed || interval.best.t != last.t) return LineEnd::kFailed;
  accepted = last;  // all trials fell
  return LineEnd::kFound;
}

}  // namespace ravine
