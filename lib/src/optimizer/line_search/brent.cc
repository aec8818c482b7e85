#include "optimizer/line_search/brent.h"

#include <cmath>
#include <limits>
#include <utility>

namespace ravine {
namespace {

constexpr double kGolden = 0.3819660112501051;  // (3 - sqrt 5) / 2
constexpr int kMaxTrials = 60;

struct Bracket {
  LinePoint low;  // low.t < best.t < high.t, and best is the lowest of the three
  LinePoint best;
  LinePoint high;
};

/// A non-finite value counts as infinitely high.
bool evaluate(const LineValue& phi, double t, LinePoint& point) {
  point.t = t;
  if (!phi(t, point.f)) return false;
  if (!std::isfinite(point.f)) point.f = std::numeric_limits<double>::infinity();
  return true;
}

std::optional<Bracket> find_bracket(const LineValue& phi, LinePoint origin, double first) {
  LinePoint point;
  if (!evaluate(phi, first, point)) return std::nullopt;
  Bracket bracket{origin, origin, point};
  for (int trial = 0; point.f >= origin.f && trial < kMaxTrials; ++trial) {
    bracket.high = point;
    if (!evaluate(phi, 0.1 * point.t, point)) return std::nullopt;
  }
  if (point.f >= origin.f) return bracket;
  bracket.best = point;
  if (bracket.high.t > point.t) return bracket;
  for (int trial = 0; trial < kMaxTrials; ++trial) {
    if (!evaluate(phi, 2.0 * bracket.best.t, bracket.high)) return std::nullopt;
    if (bracket.high.f >= bracket.best.f) break;
    bracket.low = std::exchange(bracket.best, bracket.high);
  }
  return bracket;
}

/// The minimum of the parabola through three points; NaN where there is none.
double parabola(const LinePoint& a, const LinePoint& b, const LinePoint& c) {
  const double p = (b.t - a.t) * (b.f - c.f);
  const double q = (b.t - c.t) * (b.f - a.f);
  return b.t - 0.5 * ((b.t - a.t) * p - (b.t - c.t) * q) / (p - q);
}

}  // namespace

std::optional<LinePoint> brent_line_search(const LineValue& phi, LinePoint origin, double first,
                                           double tolerance) {
  auto bracket = find_bracket(phi, origin, first);
  if (!bracket) return std::nullopt;
  auto& [low, best, high] = *bracket;
  if (best.t == origin.t) return origin;
  double last_move = high.t - low.t;
  double move = last_move;
  for (int trial = 0; trial < kMaxTrials && high.t - low.t > 2.0 * tolerance * best.t; ++trial) {
    double t = parabola(low, best, high);
    // A parabola may help only while its moves halve; else the larger side is cut in golden ratio.
    const bool inside = t > low.t && t < high.t && std::abs(t - best.t) < 0.5 * last_move;
    if (!inside) {
      const bool right = high.t - best.t > best.t - low.t;
      t = best.t + kGolden * (right ? high.t - best.t : low.t - best.t);
    }
    const double least = 0.25 * tolerance * best.t;
    if (std::abs(t - best.t) < least)
      t = best.t + (high.t - best.t > best.t - low.t ? least : -least);
    last_move = std::exchange(move, std::abs(t - best.t));
    LinePoint point;
    if (!evaluate(phi, t, point)) return std::nullopt;
    LinePoint& above = point.t > best.t ? high : low;
    LinePoint& below = point.t > best.t ? low : high;
    if (point.f <= best.f) {
      below = best;
      best = point;
    } else {
      above = point;
    }
  }
  return best;
}

}  // namespace ravine
