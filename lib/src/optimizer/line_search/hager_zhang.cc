#include "optimizer/line_search/hager_zhang.h"

#include <cmath>
#include <limits>
#include <optional>

namespace ravine {
namespace {

// A cut towards the near end of an interval whose far end is not finite: the function may end
// anywhere between.
constexpr double kCut = 0.1;

/// The zero of the line through the slopes of a and b; NaN where they are equal.
double secant(const SlopePoint& a, const SlopePoint& b) {
  return (a.t * b.slope - b.t * a.slope) / (b.slope - a.slope);
}

/// One search: every member that returns bool returns false once `end` is known.
class Search {
 public:
  Search(const LineSlope& phi, const SlopePoint& origin, const HagerZhang& options)
      : phi_(phi),
        origin_(origin),
        options_(options),
        highest_(origin.f + options.epsilon * std::abs(origin.f)),
        a_(origin) {}

  LineEnd run(double first) {
    if (!(first > 0.0)) return LineEnd::kFailed;
    if (!bracket(first)) return end_;
    while (true) {
      const double width = b_.t - a_.t;
      if (!secant2()) return end_;
      if (b_.t - a_.t > options_.gamma * width && !update(0.5 * (a_.t + b_.t))) return end_;
      if (!(b_.t - a_.t > std::numeric_limits<double>::epsilon() * b_.t)) return LineEnd::kFailed;
    }
  }

  const SlopePoint& accepted() const { return trial_; }

 private:
  bool finish(LineEnd end) {
    end_ = end;
    return false;
  }

  /// A trial at t, which ends the search where either pair of conditions holds.
  bool evaluate(double t) {
    if (trials_++ == options_.max_trials || !std::isfinite(t)) {
      return finish(falling_ ? LineEnd::kFound : LineEnd::kFailed);
    }
    trial_.t = t;
    if (!phi_(t, trial_.f, trial_.slope)) return finish(LineEnd::kOver);
    if (!std::isfinite(trial_.f) || !std::isfinite(trial_.slope)) {
      trial_.f = std::numeric_limits<double>::infinity();
      trial_.slope = -1.0;
      return true;
    }
    const bool curvature = trial_.slope >= options_.sigma * origin_.slope;
    const bool wolfe = trial_.f <= origin_.f + options_.delta * t * origin_.slope;
    const bool approximate =
        trial_.f <= highest_ && trial_.slope <= (2.0 * options_.delta - 1.0) * origin_.slope;
    if (curvature && (wolfe || approximate)) return finish(LineEnd::kFound);
    return true;
  }

  /// Steps B0 to B3: a_ gets a falling slope and a value that is low enough, b_ a rising slope.
  bool bracket(double first) {
    double t = first;
    while (true) {
      if (!evaluate(t)) return false;
      falling_ = trial_.slope < 0.0 && trial_.f < origin_.f;
      if (trial_.slope >= 0.0) {
        b_ = trial_;
        return true;
      }
      if (trial_.f > highest_) return cut(trial_);
      a_ = trial_;
      t *= options_.rho;
    }
  }

  /// Step U3: between a_ and `high`, which falls and is too high, there is a minimum; halves the
  /// interval until its far end rises.
  bool cut(SlopePoint high) {
    while (true) {
      const double share = std::isinf(high.f) ? kCut : options_.theta;
      if (!evaluate((1.0 - share) * a_.t + share * high.t)) return false;
      if (trial_.slope >= 0.0) {
        b_ = trial_;
        return true;
      }
      (trial_.f <= highest_ ? a_ : high) = trial_;
    }
  }

  /// Steps U0 to U3: replaces an end of the interval by the trial at t, where it is inside.
  bool update(double t) {
    if (!(t > a_.t && t < b_.t)) return true;
    if (!evaluate(t)) return false;
    if (trial_.slope >= 0.0) {
      b_ = trial_;
      return true;
    }
    if (trial_.f > highest_) return cut(trial_);
    a_ = trial_;
    return true;
  }

  /// Steps S1 to S4: a secant step, and another from the end that it replaced.
  bool secant2() {
    const SlopePoint a = a_;
    const SlopePoint b = b_;
    const double c = secant(a, b);
    if (!update(c)) return false;
    if (c == b_.t) return update(secant(b, b_));
    if (c == a_.t) return update(secant(a, a_));
    return true;
  }

  const LineSlope& phi_;
  const SlopePoint origin_;
  const HagerZhang options_;
  const double highest_;  // phi(0) + epsilon |phi(0)|
  SlopePoint a_;          // falls, and is at most highest_
  SlopePoint b_;          // rises
  SlopePoint trial_;
  int trials_ = 0;
  bool falling_ = false;  // the trials that look for a bracket fall
  LineEnd end_ = LineEnd::kFailed;
};

}  // namespace

LineEnd hager_zhang_search(const LineSlope& phi, const SlopePoint& origin, double first,
                           const HagerZhang& options, SlopePoint& accepted) {
  Search search(phi, origin, options);
  const LineEnd end = search.run(first);
  if (end == LineEnd::kFound) accepted = search.accepted();
  return end;
}

}  // namespace ravine
