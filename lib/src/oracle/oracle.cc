#include "ravine/oracle.h"

#include <cmath>
#include <stdexcept>
#include <utility>

#include "oracle/finite.h"
#include "oracle/run.h"

namespace ravine {

Oracle::Oracle(const Objective& objective, GradientSource* gradients, const Executor& executor,
               Options options, Index batch_size, const FirstLook* first)
    : run_(std::make_unique<Run>(objective, gradients, executor, std::move(options), batch_size,
                                 first)) {}

Oracle::~Oracle() = default;

Index Oracle::dimension() const { return run_->dimension; }
std::uint64_t Oracle::seed() const { return run_->options.seed; }
Index Oracle::steps() const { return run_->steps; }
void Oracle::shortened(double share) { run_->settling.set_step_share(share); }

bool Oracle::shows_memory() const { return run_->recorder.shows_memory(run_->spending.values()); }
void Oracle::show(const std::function<Memory()>& memory) {
  const Clock::Pause pause(run_->spending.clock());
  run_->recorder.show(memory());
}
bool Oracle::over() const { return run_->over; }
bool Oracle::sums() const { return run_->sum != nullptr; }
bool Oracle::in_batches() const { return run_->batches.has_value(); }
double Oracle::spent() const { return run_->spending.share(); }
bool Oracle::has_hessian_products() const { return run_->hessian != nullptr; }

bool Oracle::value(const VectorXd& x, double& f) {
  Run& run = *run_;
  if (const auto seen = run.take_first(x)) {
    run.trials.pass(x);
    f = seen->value;
    return !run.over;
  }
  if (run.trials.pending()) return run.next_trial(x, f);
  if (!run.afford({1, 0}, x)) return false;
  f = run.value(x);
  run.spending.count({1, 0});
  return run.see(x, f);
}

void Oracle::announce(std::span<const VectorXd> points) {
  if (!run_->over) run_->trials.announce(points);
}

bool Oracle::values(std::span<const VectorXd> points, VectorXd& f) {
  f.setConstant(static_cast<Index>(points.size()), std::numeric_limits<double>::quiet_NaN());
  announce(points);
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (!value(points[i], f[static_cast<Index>(i)])) return false;
  }
  return true;
}

bool Oracle::value_and_gradient(const VectorXd& x, double& f, VectorXd& gradient) {
  Run& run = *run_;
  if (const auto seen = run.take_first(x)) {
    f = seen->value;
    if (seen->gradient.size() == 0) return !run.over && this->gradient(x, f, gradient);
    gradient = seen->gradient;
    return !run.over;
  }
  const GradientCost cost =
      run.kept == nullptr ? run.step_cost : run.gradients->cost_with_value(run.dimension);
  if (!run.afford(cost, x)) return false;
  Probes probes;
  f = run.own_gradient && run.parallel == nullptr
          ? run.objective.value_and_gradient(x, gradient)
          : run.gradients->value_and_gradient(run.objective, run.executor, x, gradient, probes);
  expect_size(gradient, run.dimension);
  run.spending.count(cost);
  return run.see(x, f, gradient, probes);
}

bool Oracle::gradient(const VectorXd& x, double f, VectorXd& gradient) {
  Run& run = *run_;
  const GradientCost cost = run.gradients->cost(run.dimension, true);
  if (!run.afford(cost, x)) return false;
  Probes probes;
  run.gradients->gradient(run.objective, run.executor, x, f, gradient, probes);
  expect_size(gradient, run.dimension);
  run.spending.count(cost);
  run.see_probes(x, probes);
  if (probes.non_finite == 0 && !all_finite(gradient)) run.iterates.see_non_finite(1);
  return !run.over;
}

bool Oracle::hessian_product(const VectorXd& x, const VectorXd& v, VectorXd& product) {
  Run& run = *run_;
  if (!run.afford({0, 1}, x)) return false;
  run.hessian->hessian_product_on(run.executor, x, v, product);
  run.spending.count_hessian_product();
  if (!all_finite(product)) run.iterates.see_non_finite(1);
  return true;
}

bool Oracle::accept(const VectorXd& x, double f, double gradient_norm) {
  return run_->accept(x, f, gradient_norm);
}

bool Oracle::accept(const VectorXd& x, double f, const VectorXd& gradient) {
  return run_->accept(x, f, Run::norm_of(gradient));
}

bool Oracle::evaluate(const VectorXd& x, VectorXd& gradient) {
  Run& run = *run_;
  if (run.spending.values() < run.ordinary_until) return run.ordinary_step(x, gradient);
  if (run.batches) return run.next_batch(x, run.step_cost) && run.evaluate_batch(x, gradient);
  double f = 0.0;
  return value_and_gradient(x, f, gradient) && accept(x, f, gradient);
}

SumOracle& Oracle::samples() {
  if (run_->batches) return run_->samples;
  throw std::invalid_argument("this method takes mini-batches of a sum over samples");
}

void Oracle::finish(Status status, std::string message) {
  run_->finish(status, std::move(message));
}

Result Oracle::take() {
  Run& run = *run_;
  run.spending.clock().stop();
  run.finish(Status::kStalled, "the method returned without a reason");
  const Iterates& iterates = run.iterates;
  const bool at_best = run.reason.status == Status::kTargetReached || !iterates.started();
  run.recorder.close(at_best ? iterates.best_x() : iterates.last_x(),
                     at_best ? iterates.best_value() : iterates.last_value(), iterates,
                     run.spending);
  const bool none = std::isinf(iterates.best_value());
  return {.x = iterates.best_x(),
          .value = none ? std::numeric_limits<double>::quiet_NaN() : iterates.best_value(),
          .last_x = iterates.last_x(),
          .last_value = iterates.last_value(),
          .gradient_norm = iterates.gradient_norm(),
          .status = run.reason.status,
          .message = run.reason.message,
          .f_evals = run.spending.values(),
          .g_evals = run.spending.gradients(),
          .rounds = run.spending.rounds(),
          .epochs = run.spending.epochs(),
          .seconds = run.spending.clock().seconds(),
          .cpu_seconds = run.spending.clock().cpu_seconds(),
          .steps = run.steps,
          .non_finite_evals = iterates.non_finite(),
          .monitor_evals = run.monitor_evals,
          .trace = std::move(run.recorder.trace())};
}

}  // namespace ravine
