#include "oracle/run.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <utility>

#include "oracle/finite.h"

namespace ravine {
namespace {

// Sums of squares below this have lost digits to underflow.
constexpr double kSmallSquare = 1e16 * std::numeric_limits<double>::min();

}  // namespace

Oracle::Run::Run(const Objective& of, GradientSource* by, const Executor& on, Options asked,
                 Index batch_size, const FirstLook* seen)
    : objective(of),
      gradients(by),
      executor(on),
      options(std::move(asked)),
      dimension(of.dimension()),
      sum(capability<FiniteSum>(of)),
      parallel(capability<ParallelEvaluation>(of)),
      spending(options, sum != nullptr ? sum->terms() : 0),
      iterates(dimension, options.target),
      recorder(options, dimension, executor),
      small_square(
          std::max(1.01 * options.gradient_tolerance * options.gradient_tolerance, kSmallSquare)) {
  if (gradients != nullptr) {
    kept = dynamic_cast<KeptEstimates*>(gradients);
    if (kept != nullptr) kept->forget();
    step_cost = gradients->cost_with_value(dimension);
    own_gradient = gradients->analytic() && executor.threads() == 1;
    if (gradients->analytic()) hessian = capability<HessianProducts>(objective);
    const bool watched = recorder.observes() || options.value_tolerance > 0.0;
    quick = own_gradient && sum == nullptr && !spending.timed() && !watched;
  }
  if (batch_size > 0) {
    batches.emplace(sum->terms(), std::min(batch_size, sum->terms()), options.seed);
    batch = std::make_unique<BatchObjective>(*sum);
  }
  if (seen != nullptr) {
    first = *seen;
    spending.clock() = first->clock;
    spending.count({1, first->gradient.size() > 0 ? 1 : 0});
    see(first->x, first->value, first->gradient, {});
  }
  expect_ordinary_steps();
  spending.clock().start();
}

void Oracle::Run::expect_ordinary_steps() {
  const bool may = quick && !over && !first;
  ordinary_until = may ? std::min(options.max_evaluations, recorder.next() - 1) : 0;
}

void Oracle::Run::finish(Status status, std::string message) {
  if (over) return;
  over = true;
  ordinary_until = 0;
  reason = {status, std::move(message)};
}

bool Oracle::Run::reach(const VectorXd& x) {
  if (squared_norm(x) <= std::numeric_limits<double>::max() || all_finite(x)) return true;
  finish(Status::kDiverged, "the method went to a point that is NaN or infinite");
  return false;
}

bool Oracle::Run::afford(GradientCost cost, const VectorXd& x) {
  if (over || !reach(x)) return false;
  if (!spending.timed() && cost.values <= spending.left()) return true;
  auto refusal = spending.refusal(cost);
  if (!refusal) return true;
  if (batches) {
    if (monitored != spending.values()) monitor(x);  // it may be the best iterate
  } else if (spending.values() == 0) {
    const double f = value(x);
    spending.count({1, 0});
    see(x, f);
  }
  finish(refusal->status, std::move(refusal->message));
  return false;
}

bool Oracle::Run::see(const VectorXd& x, double f) {
  if (iterates.see(x, f)) {
    finish(Status::kTargetReached,
           fmt::format("the value {} is at or below the target {}", f, options.target));
  } else if (iterates.fell_without_bound()) {
    finish(Status::kDiverged, fmt::format("the value fell to {}, as if without bound", f));
  }
  return !over;
}

bool Oracle::Run::see_probes(const VectorXd& x, const Probes& probes) {
  gradient_rounding = probes.rounding();
  if (iterates.see(x, probes)) {
    finish(Status::kTargetReached,
           fmt::format("the value {} is at or below the target {}", probes.best, options.target));
  }
  return !over;
}

bool Oracle::Run::next_trial(const VectorXd& x, double& f) {
  if (over || !reach(x)) return false;
  if (trials.unevaluated()) {
    if (!afford({1, 0}, x)) return false;
    trials.evaluate(objective, parallel, executor, spending.left(), spending.timed());
  }
  const Index place = trials.counted();
  f = trials.take(x);
  spending.count_in_batch(place);
  return see(x, f);
}

std::optional<FirstLook> Oracle::Run::take_first(const VectorXd& x) {
  if (!first) return std::nullopt;
  std::optional<FirstLook> seen;
  seen.swap(first);
  if (seen->x != x) seen.reset();
  return seen;
}

bool Oracle::Run::see(const VectorXd& x, double f, const VectorXd& gradient, const Probes& probes) {
  see_probes(x, probes);
  see(x, f);
  const bool counted = probes.non_finite > 0;  // a gradient that probes have spoilt
  if (std::isfinite(f) && !counted && !all_finite(gradient)) iterates.see_non_finite(1);
  return !over;
}

void Oracle::Run::end_non_finite(double f) {
  if (iterates.grew()) {
    finish(Status::kDiverged, fmt::format("the value grew from {} to {} and then overflowed",
                                          iterates.first_value(), iterates.last_value()));
  } else {
    finish(Status::kNonFinite, std::isfinite(f) ? "the gradient at the iterate is NaN or infinite"
                                                : fmt::format("the value at the iterate is {}", f));
  }
}

bool Oracle::Run::accept(const VectorXd& x, double f, double gradient_norm) {
  if (over) return false;
  if (!std::isfinite(f) || std::isinf(gradient_norm)) {
    end_non_finite(f);
    return false;
  }
  const bool moved = !iterates.started() || x != iterates.last_x();
  const bool settled = options.value_tolerance > 0.0 && moved && settling.settled(f);
  VectorXd before;
  if (recorder.observes() && iterates.started()) before = iterates.last_x();
  iterates.take(x, f, gradient_norm);
  ++steps;
  if (!recorder.record(x, f, gradient_norm, before, iterates, spending)) {
    finish(Status::kStopped, "the observer stopped the run");
  }
  expect_ordinary_steps();
  if (gradient_norm <= flat()) {
    end_flat(f, gradient_norm);
  } else if (settled && f - iterates.best_value() < options.value_tolerance) {
    finish(Status::kConverged, fmt::format("the last {} steps changed the value by less than {}",
                                           settling.calm_moves(), options.value_tolerance));
  } else if (iterates.diverged()) {
    finish(Status::kDiverged,
           fmt::format("the value grew from {} to {}", iterates.first_value(), f));
  }
  return !over;
}

double Oracle::Run::flat() const {
  const double tolerance = options.gradient_tolerance;
  return tolerance > 0.0 ? std::max(tolerance, gradient_rounding) : 0.0;
}

void Oracle::Run::end_flat(double f, double gradient_norm) {
  iterates.prefer_last();
  const bool lower = f > iterates.best_value();  // than rounding explains
  const bool asked = gradient_norm <= options.gradient_tolerance;
  finish(lower ? Status::kStalled : Status::kConverged,
         fmt::format("the gradient's norm {} is within {} {}{}", gradient_norm,
                     asked ? "the tolerance" : "the round-off of its differences,", flat(),
                     lower ? " at the last iterate, but a point on the way is lower" : ""));
}

double Oracle::Run::norm_of(const VectorXd& gradient) {
  const double square = squared_norm(gradient);
  const bool safe = square > kSmallSquare && std::isfinite(square);
  const double norm = safe ? std::sqrt(square) : gradient.stableNorm();
  return std::isfinite(norm) ? norm : std::numeric_limits<double>::infinity();
}

bool Oracle::Run::accept_aside(const VectorXd& x, double f, double gradient_norm) {
  const Index before = steps;
  const bool go_on = accept(x, f, gradient_norm);
  steps = before;
  return go_on;
}

bool Oracle::Run::ordinary_step(const VectorXd& x, VectorXd& gradient) {
  if (!reach(x)) return false;
  const double f = objective.value_and_gradient(x, gradient);
  if (gradient.size() != x.size()) [[unlikely]] {
    expect_size(gradient, x.size());
  }
  spending.count({1, 1});
  const double square = squared_norm(gradient);
  // What `see` and `accept` would find. NaN compares false.
  const bool ordinary =
      iterates.ordinary(f) && square > small_square && square <= std::numeric_limits<double>::max();
  if (!ordinary) return see(x, f, gradient, {}) && accept(x, f, norm_of(gradient));
  iterates.take_ordinary(x, f, square);
  ++steps;
  return true;
}

bool Oracle::Run::next_batch(const VectorXd& x, GradientCost cost) {
  if (over || !reach(x)) return false;
  if (batches->epoch_starts() && !monitor(x)) return false;
  if (!afford(cost, x)) return false;
  batch->select(batches->next());
  ++steps;
  return true;
}

bool Oracle::Run::count_batch(double f, const VectorXd& gradient, const Probes& probes,
                              Index evaluations) {
  // Each of several evaluations touches one sample, a single one all of the batch.
  const auto size = static_cast<Index>(batch->selected().terms.size());
  spending.count(step_cost_of(evaluations), evaluations == 1 ? size : 1);
  iterates.see_non_finite(probes.non_finite);
  if (!std::isfinite(f) || !all_finite(gradient)) {
    // A gradient that probes have spoilt was counted with them.
    if (!std::isfinite(f) || probes.non_finite == 0) iterates.see_non_finite(1);
    end_non_finite(f);
  }
  return !over;
}

bool Oracle::Run::evaluate_batch(const VectorXd& x, VectorXd& gradient) {
  Probes probes;
  if (kept != nullptr) kept->forget();
  const double f = gradients->value_and_gradient(*batch, executor, x, gradient, probes);
  return count_batch(f, gradient, probes);
}

bool Oracle::Run::monitor(const VectorXd& x) {
  const Clock::Pause pause(spending.clock());
  const double f = value(x);
  ++monitor_evals;
  monitored = spending.values();
  return see(x, f) && accept_aside(x, f, std::numeric_limits<double>::quiet_NaN());
}

}  // namespace ravine
