#include "gradient/gradient_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "gradient/gradient_fault.h"
#include "gradient/sources.h"

namespace ravine {
namespace {

// An entry agrees where it is this close, relative to the larger of the two numbers, ...
constexpr double kClose = 1e-6;
// ... or off by no more than so many estimated errors of the difference.
constexpr double kErrors = 8.0;

/// f along coordinate i of x.
class Coordinate final : public Objective {
 public:
  Coordinate(const Objective& f, const VectorXd& x, Index i) : f_(f), x_(x), i_(i) {}

  Index dimension() const override { return 1; }
  double value(const VectorXd& at) const override {
    VectorXd point = x_;
    point[i_] = at[0];
    return f_.value(point);
  }
  double position() const { return x_[i_]; }

 private:
  const Objective& f_;
  const VectorXd& x_;
  Index i_;
};

struct Slope {
  double value = std::numeric_limits<double>::quiet_NaN();
  double error = std::numeric_limits<double>::infinity();

  bool known() const { return std::isfinite(value) && std::isfinite(error); }
  /// True where the error says little of an entry of this size.
  bool rough_for(double entry) const {
    return !(error <= 1e-3 * std::max(std::abs(entry), std::abs(value)));
  }
  bool agrees_with(double entry) const {
    const double size = std::max(std::abs(entry), std::abs(value));
    return known() && std::abs(entry - value) <= std::max(kErrors * error, kClose * size);
  }
};

Slope ridders_slope(const Coordinate& f, const Executor& executor, const std::string& first) {
  const Entry<GradientSource> entry = sources::ridders();
  const auto source =
      entry.make(Spec("ridders:relative=" + first).bind(entry.parameters, "gradient"));
  VectorXd slope;
  Probes probes;
  source->gradient(f, executor, VectorXd::Constant(1, f.position()), std::nullopt, slope, probes);
  return {slope[0], source->error_estimate()[0]};
}

/// The slopes on both sides of x, over the distance h.
struct Sides {
  double left;
  double right;

  double jump() const { return std::abs(right - left); }
};

Sides sides(const Coordinate& f, double h) {
  const double x = f.position();
  const auto at = [&](double position) { return f.value(VectorXd::Constant(1, position)); };
  const double here = at(x);
  return {(here - at(x - h)) / h, (at(x + h) - here) / h};
}

/// True where f has a kink at its position, and `entry` lies between the slopes of both sides. The
/// jump between them stays as the distance shrinks, where a curvature's shrinks with it.
bool is_subgradient(const Coordinate& f, double entry) {
  const double h = 1e-6 * std::max(1.0, std::abs(f.position()));
  const Sides far = sides(f, h);
  const Sides near = sides(f, h / 16.0);
  const double here = std::abs(f.value(VectorXd::Constant(1, f.position())));
  const double round_off = 64.0 * std::numeric_limits<double>::epsilon() * here / h;
  if (!(near.jump() > 0.5 * far.jump() && near.jump() > 10.0 * round_off)) return false;
  const double slack =
      round_off + std::abs(far.left - near.left) + std::abs(far.right - near.right);
  return entry >= std::min(near.left, near.right) - slack &&
         entry <= std::max(near.left, near.right) + slack;
}

/// An entry that plain differences do not confirm, looked at closely.
struct Verdict {
  Slope slope;
  bool agrees = false;
};

/// The first steps go down to what a function in small units varies on. A wrong entry is wrong for
/// all of them; a right one may be for the long ones, which straddle waves and kinks.
Verdict look_closely(const Coordinate& f, const Executor& executor, double entry) {
  Verdict verdict;
  for (const char* const first : {"0.1", "1e-3", "1e-5", "1e-7"}) {
    const Slope slope = ridders_slope(f, executor, first);
    if (!slope.rough_for(entry)) verdict.agrees = verdict.agrees || slope.agrees_with(entry);
    if (slope.error < verdict.slope.error) verdict.slope = slope;
  }
  verdict.agrees = verdict.agrees || verdict.slope.agrees_with(entry) || is_subgradient(f, entry);
  return verdict;
}

VectorXd centered_gradient(const Objective& f, const Executor& executor, const VectorXd& x) {
  const Entry<GradientSource> entry = sources::centered();
  VectorXd gradient;
  Probes probes;
  entry.make(Spec("centered").bind(entry.parameters, "gradient"))
      ->gradient(f, executor, x, std::nullopt, gradient, probes);
  return gradient;
}

double relative_distance(double a, double b) {
  return a == b ? 0.0 : std::abs(a - b) / std::max(std::abs(a), std::abs(b));
}

GradientCheck of_another_size(Index expected, Index got) {
  GradientCheck check;
  check.agrees = false;
  check.likely_error = "the size is wrong";
  check.message = fmt::format("the gradient has {} entries, expected {}: {}", got, expected,
                              check.likely_error);
  return check;
}

GradientCheck not_finite(const VectorXd& gradient) {
  GradientCheck check;
  check.agrees = false;
  for (Index i = 0; i < gradient.size(); ++i) {
    if (std::isfinite(gradient[i])) continue;
    if (check.wrong++ == 0) check.index = i;
  }
  check.gradient = gradient[check.index];
  check.likely_error = std::isnan(check.gradient)
                           ? "NaN: the entry is not set, is added to before it is set, or its "
                             "formula has no value here"
                           : "infinity: the formula overflows or divides by zero here";
  check.message = fmt::format("{} of {} entries are not finite, the first is entry {}: {}",
                              check.wrong, gradient.size(), check.index, check.likely_error);
  return check;
}

std::string sentence(const GradientCheck& check, Index n) {
  const std::string numbers =
      fmt::format("entry {} is {:.9g}, by differences {:.9g} (error {:.1e})", check.index,
                  check.gradient, check.difference, check.error);
  const std::string unchecked =
      check.unchecked == 0
          ? ""
          : fmt::format("; {} are not checked, since values beside them are not finite",
                        check.unchecked);
  if (check.agrees) {
    return fmt::format("{} of {} entries agree with differences; off most: {}{}",
                       n - check.unchecked, n, numbers, unchecked);
  }
  return fmt::format("{} of {} entries differ from differences; worst: {}; likely: {}{}",
                     check.wrong, n, numbers, check.likely_error, unchecked);
}

/// The comparison of a gradient that is finite and of the right size, entry by entry.
class Comparison {
 public:
  Comparison(const Objective& f, const Executor& executor, const VectorXd& x,
             const VectorXd& gradient)
      : f_(f),
        executor_(executor),
        x_(x),
        gradient_(gradient),
        difference_(centered_gradient(f, executor, x)),
        error_(VectorXd::Zero(x.size())) {}

  GradientCheck run() {
    for (Index i = 0; i < x_.size(); ++i) compare(i);
    if (error_[check_.index] == 0.0) look_at(check_.index);
    check_.agrees = wrong_.empty();
    check_.wrong = static_cast<Index>(wrong_.size());
    check_.gradient = gradient_[check_.index];
    check_.difference = difference_[check_.index];
    check_.error = error_[check_.index];
    if (!check_.agrees) {
      check_.likely_error = likely_error({gradient_, difference_, error_, x_, wrong_});
    }
    check_.message = sentence(check_, x_.size());
    return check_;
  }

 private:
  void compare(Index i) {
    const double distance = relative_distance(gradient_[i], difference_[i]);
    if (distance <= kClose) return offer(i, distance);
    const Verdict verdict = look_at(i);
    if (verdict.agrees) return offer(i, relative_distance(gradient_[i], difference_[i]));
    if (!verdict.slope.known()) {
      ++check_.unchecked;
      difference_[i] = std::numeric_limits<double>::quiet_NaN();
      return offer(i, 0.0);
    }
    wrong_.push_back(i);
    // Above any relative distance, so that a wrong entry is worse than one that agrees.
    offer(i, 2.0 + std::abs(gradient_[i] - difference_[i]));
  }

  Verdict look_at(Index i) {
    const Verdict verdict = look_closely(Coordinate(f_, x_, i), executor_, gradient_[i]);
    if (verdict.slope.known()) difference_[i] = verdict.slope.value;
    error_[i] = verdict.slope.error;
    return verdict;
  }

  void offer(Index i, double distance) {
    if (!(distance > worst_)) return;
    worst_ = distance;
    check_.index = i;
  }

  const Objective& f_;
  const Executor& executor_;
  const VectorXd& x_;
  const VectorXd& gradient_;
  VectorXd difference_;
  VectorXd error_;
  GradientCheck check_;
  std::vector<Index> wrong_;
  double worst_ = -1.0;
};

}  // namespace

GradientCheck compare_with_differences(const Objective& f, const Executor& executor,
                                       const VectorXd& x, const VectorXd& gradient) {
  if (gradient.size() != x.size()) return of_another_size(x.size(), gradient.size());
  if (!gradient.allFinite()) return not_finite(gradient);
  return Comparison(f, executor, x, gradient).run();
}

}  // namespace ravine
