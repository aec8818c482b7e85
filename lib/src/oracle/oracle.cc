#include "ravine/oracle.h"

#include <fmt/format.h>

#include <cmath>

#include "oracle/finite.h"

namespace ravine {
namespace {

// A value this far above the first, relative to it, is beyond any line search's recovery.
constexpr double kDivergence = 1e12;
// Points are kept at counts 2 % apart, so that a run of 10^9 evaluations stays under the limit.
constexpr double kRecordSpacing = 1.02;
// Trials that are evaluated side by side; a fixed number, since counts may not depend on threads.
constexpr Index kGroup = 32;
constexpr std::size_t kMaxTrace = 1000;
constexpr Index kNever = std::numeric_limits<Index>::max();
// The first steps in the plane are kept whole, so that a path can be followed step by step.
constexpr std::size_t kWholePath = 150;
// Sums of squares below this have lost digits to underflow.
constexpr double kSmallSquare = 1e16 * std::numeric_limits<double>::min();

}  // namespace

Oracle::Oracle(const Objective& objective, GradientSource* gradients, const Executor& executor,
               const Options& options, Index batch_size)
    : objective_(objective),
      gradients_(gradients),
      executor_(executor),
      options_(options),
      dimension_(objective.dimension()),
      sum_(dynamic_cast<const FiniteSum*>(&objective)),
      samples_a_value_(sum_ ? sum_->terms() : 0),
      timed_(std::isfinite(options.max_seconds)),
      keeps_last_(options.trace && dimension_ == 2),
      small_square_(
          std::max(1.01 * options.gradient_tolerance * options.gradient_tolerance, kSmallSquare)),
      next_record_(options.trace ? 0 : kNever) {
  if (gradients != nullptr) {
    step_cost_ = gradients->cost_with_value(dimension_);
    direct_ = gradients->analytic() && executor.threads() == 1;
    const auto* const hessian = dynamic_cast<const HessianProducts*>(&objective);
    if (gradients->analytic() && hessian != nullptr && hessian->has_hessian_products()) {
      hessian_ = hessian;
    }
    const bool watched = options.observer || options.value_tolerance > 0.0;
    quick_ = direct_ && sum_ == nullptr && !timed_ && !watched;
  }
  if (batch_size > 0) {
    batches_.emplace(sum_->terms(), std::min(batch_size, sum_->terms()), options.seed);
    batch_ = std::make_unique<BatchObjective>(*sum_);
  }
  result_.x = VectorXd::Constant(dimension_, std::numeric_limits<double>::quiet_NaN());
  result_.value = std::numeric_limits<double>::infinity();
  expect_ordinary_steps();
  clock_.start();
}

void Oracle::expect_ordinary_steps() {
  ordinary_until_ = quick_ && !over_ ? std::min(options_.max_evaluations, next_record_ - 1) : 0;
}

void Oracle::finish(Status status, std::string message) {
  if (over_) return;
  over_ = true;
  expect_ordinary_steps();
  result_.status = status;
  result_.message = std::move(message);
}

std::optional<Status> Oracle::refusal(GradientCost cost) const {
  if (result_.f_evals + cost.values > options_.max_evaluations) return Status::kMaxEvaluations;
  if (timed_ && clock_.seconds() >= options_.max_seconds) return Status::kMaxSeconds;
  return std::nullopt;
}

void Oracle::finish_refused(Status status, GradientCost cost) {
  finish(status, status == Status::kMaxSeconds
                     ? fmt::format("{} seconds are spent", options_.max_seconds)
                     : fmt::format("{} of {} evaluations are spent and the next step needs {}",
                                   result_.f_evals, options_.max_evaluations, cost.values));
}

bool Oracle::refuse(GradientCost cost) {
  const auto refused = refusal(cost);
  if (refused) finish_refused(*refused, cost);
  return refused.has_value();
}

bool Oracle::afford(GradientCost cost) {
  if (over_) return false;
  if (!timed_ && result_.f_evals + cost.values <= options_.max_evaluations) return true;
  return !refuse(cost);
}

void Oracle::count(GradientCost cost, Index samples_per_value) {
  result_.f_evals += cost.values;
  result_.g_evals += cost.gradients;
  samples_ += static_cast<std::int64_t>(cost.values) * samples_per_value;
}

double Oracle::epochs() const {
  return sum_ == nullptr ? 0.0 : static_cast<double>(samples_) / static_cast<double>(sum_->terms());
}

inline void Oracle::consider(const VectorXd& x, double f) {
  if (!std::isfinite(f)) {
    ++result_.non_finite_evals;
    return;
  }
  if (f < result_.value) {
    result_.value = f;
    result_.x = x;
  }
  if (f <= options_.target) {
    finish(Status::kTargetReached,
           fmt::format("the value {} is at or below the target {}", f, options_.target));
  }
}

void Oracle::consider(const VectorXd& x, const Probes& probes) {
  result_.non_finite_evals += probes.non_finite;
  if (probes.coordinate < 0 || !(probes.best < result_.value)) return;
  VectorXd probe = x;
  probe[probes.coordinate] = probes.position;
  consider(probe, probes.best);
}

bool Oracle::value(const VectorXd& x, double& f) {
  if (!afford({1, 0})) return false;
  f = objective_.value_on(executor_, x);
  count({1, 0}, samples_a_value_);
  consider(x, f);
  return !over_;
}

bool Oracle::values(std::span<const VectorXd> points, VectorXd& f) {
  const auto size = static_cast<Index>(points.size());
  f.setConstant(size, std::numeric_limits<double>::quiet_NaN());
  for (Index begin = 0; begin < size;) {
    if (!afford({1, 0})) return false;
    const Index group =
        std::min({kGroup, size - begin, options_.max_evaluations - result_.f_evals});
    const auto point = [&](Index i) -> const VectorXd& {
      return points[static_cast<std::size_t>(begin + i)];
    };
    executor_.run(group, [&](Index i, int) { f[begin + i] = objective_.value(point(i)); });
    count({group, 0}, sum_ ? sum_->terms() : 0);
    for (Index i = 0; i < group; ++i) consider(point(i), f[begin + i]);
    if (over_) return false;
    begin += group;
  }
  return true;
}

bool Oracle::value_and_gradient(const VectorXd& x, double& f, VectorXd& gradient) {
  if (!afford(step_cost_)) return false;
  Probes probes;
  f = direct_ ? objective_.value_and_gradient(x, gradient)
              : gradients_->value_and_gradient(objective_, executor_, x, gradient, probes);
  check_gradient(gradient, dimension_);
  count(step_cost_, samples_a_value_);
  consider(x, probes);
  return judge(x, f, gradient, probes.non_finite > 0);
}

bool Oracle::judge(const VectorXd& x, double f, const VectorXd& gradient, bool counted) {
  consider(x, f);
  if (std::isfinite(f) && !counted && !all_finite(gradient)) ++result_.non_finite_evals;
  return !over_;
}

bool Oracle::gradient(const VectorXd& x, double f, VectorXd& gradient) {
  const GradientCost cost = gradients_->cost(dimension_, true);
  if (!afford(cost)) return false;
  Probes probes;
  gradients_->gradient(objective_, executor_, x, f, gradient, probes);
  check_gradient(gradient, dimension_);
  count(cost, samples_a_value_);
  consider(x, probes);
  if (probes.non_finite == 0 && !all_finite(gradient)) ++result_.non_finite_evals;
  return !over_;
}

void Oracle::end_non_finite(double f) {
  // Growth before the overflow tells a step that was too long from a hole in the function.
  if (last_value_ > first_value_) {
    finish(Status::kDiverged, fmt::format("the value grew from {} to {} and then overflowed",
                                          first_value_, last_value_));
  } else {
    finish(Status::kNonFinite, std::isfinite(f) ? "the gradient at the iterate is NaN or infinite"
                                                : fmt::format("the value at the iterate is {}", f));
  }
}

bool Oracle::hessian_product(const VectorXd& x, const VectorXd& v, VectorXd& product) {
  if (!afford({0, 1})) return false;
  hessian_->hessian_product_on(executor_, x, v, product);
  count({0, 1}, 0);
  samples_ += samples_a_value_;
  if (!all_finite(product)) ++result_.non_finite_evals;
  return true;
}

bool Oracle::accept(const VectorXd& x, double f, double gradient_norm) {
  if (over_) return false;
  if (!std::isfinite(f) || std::isinf(gradient_norm)) {
    end_non_finite(f);
    return false;
  }
  if (std::isnan(first_value_)) {
    first_value_ = f;
    ceiling_ = f + kDivergence * (1.0 + std::abs(f));
  }
  const double previous = last_value_;
  last_value_ = f;
  ++result_.steps;
  if (options_.observer) {
    const Clock::Pause pause(clock_);
    const double step = last_x_.size() == 0 ? 0.0 : (x - last_x_).norm();
    last_x_ = x;
    if (!options_.observer({result_.f_evals, clock_.seconds(), x, f, gradient_norm, step})) {
      finish(Status::kStopped, "the observer stopped the run");
    }
  }
  if (options_.trace) {
    if (keeps_last_) last_x_ = x;
    if (result_.f_evals >= next_record_) record(x, f);
  }
  if (gradient_norm <= options_.gradient_tolerance) {
    finish(Status::kConverged, fmt::format("the gradient's norm {} is within the tolerance {}",
                                           gradient_norm, options_.gradient_tolerance));
  } else if (std::abs(previous - f) < options_.value_tolerance) {
    finish(Status::kConverged,
           fmt::format("the value changed by less than {}", options_.value_tolerance));
  } else if (f > ceiling_) {
    finish(Status::kDiverged, fmt::format("the value grew from {} to {}", first_value_, f));
  }
  return !over_;
}

bool Oracle::accept(const VectorXd& x, double f, const VectorXd& gradient) {
  const double square = squared_norm(gradient);
  const bool safe = square > kSmallSquare && std::isfinite(square);
  const double norm = safe ? std::sqrt(square) : gradient.stableNorm();
  return accept(x, f, std::isfinite(norm) ? norm : std::numeric_limits<double>::infinity());
}

bool Oracle::evaluate_any(const VectorXd& x, VectorXd& gradient) {
  if (batches_) return evaluate_batch(x, gradient);
  double f = 0.0;
  return value_and_gradient(x, f, gradient) && accept(x, f, gradient);
}

bool Oracle::judge_and_accept(const VectorXd& x, double f, const VectorXd& gradient) {
  return judge(x, f, gradient, false) && accept(x, f, gradient);
}

bool Oracle::monitor(const VectorXd& x) {
  // A mini-batch value is no value of f. What is recorded, compared with the target and returned
  // are whole values, taken beside the run: outside its clock and its budget, in a column of
  // their own.
  const Clock::Pause pause(clock_);
  const double f = objective_.value_on(executor_, x);
  ++result_.monitor_evals;
  consider(x, f);
  if (over_) return false;
  const Index steps = result_.steps;
  const bool go_on = accept(x, f);
  result_.steps = steps;
  return go_on;
}

Index Oracle::next_due() const {
  if (dimension_ == 2 && result_.trace.size() < kWholePath) return 0;
  if (result_.trace.size() + 1 >= kMaxTrace) return kNever;
  return static_cast<Index>(static_cast<double>(result_.f_evals) * kRecordSpacing) + 1;
}

void Oracle::record(const VectorXd& x, double f) {
  const Clock::Pause pause(clock_);
  if (!result_.trace.empty() && result_.trace.back().f_evals == result_.f_evals) {
    result_.trace.pop_back();
  }
  TracePoint point{
      result_.f_evals, result_.g_evals, epochs(), clock_.seconds(), f, result_.value, {}};
  if (dimension_ == 2) point.x = x;
  result_.trace.push_back(std::move(point));
  next_record_ = next_due();
  expect_ordinary_steps();
}

Result Oracle::take() {
  clock_.stop();
  finish(Status::kStalled, "the method returned without a reason");
  if (std::isinf(result_.value)) result_.value = std::numeric_limits<double>::quiet_NaN();
  if (options_.trace) {
    const bool at_best = result_.status == Status::kTargetReached || std::isnan(last_value_);
    record(at_best || last_x_.size() == 0 ? result_.x : last_x_,
           at_best ? result_.value : last_value_);
  }
  result_.seconds = clock_.seconds();
  result_.cpu_seconds = clock_.cpu_seconds();
  result_.epochs = epochs();
  return std::move(result_);
}

}  // namespace ravine
