#include "ravine/minimize.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

#include "catalog/fits.h"
#include "gradient/gradient_check.h"
#include "gradient/gradient_source.h"
#include "oracle/finite.h"
#include "oracle/run.h"
#include "parallel/backend.h"
#include "ravine/catalog.h"
#include "ravine/oracle.h"

namespace ravine {
namespace {

void check_point(const Objective& objective, const VectorXd& x, const char* name) {
  if (x.size() != objective.dimension()) {
    throw std::invalid_argument(
        fmt::format("{}: expected {} entries, got {}", name, objective.dimension(), x.size()));
  }
  if (x.size() == 0)
    throw std::invalid_argument(fmt::format("{}: expected at least one entry", name));
  if (!all_finite(x)) {
    throw std::invalid_argument(
        fmt::format("{}: expected finite entries, got NaN or infinity", name));
  }
}

void check_limits(const Options& options) {
  if (options.max_evaluations < 1) {
    throw std::invalid_argument(
        fmt::format("max_evaluations: expected at least 1, got {}", options.max_evaluations));
  }
  if (!(options.max_seconds > 0.0)) {
    throw std::invalid_argument(
        fmt::format("max_seconds: expected more than 0, got {}", options.max_seconds));
  }
  if (options.backend == "mpi" && std::isfinite(options.max_seconds)) {
    throw std::invalid_argument(
        "max_seconds: expected none with backend 'mpi', whose ranks have a clock each");
  }
  if (std::isnan(options.target)) throw std::invalid_argument("target: expected a number, got NaN");
  if (!(options.gradient_tolerance >= 0.0)) {
    throw std::invalid_argument(
        fmt::format("gradient_tolerance: expected at least 0, got {}", options.gradient_tolerance));
  }
  if (!(options.value_tolerance >= 0.0)) {
    throw std::invalid_argument(
        fmt::format("value_tolerance: expected at least 0, got {}", options.value_tolerance));
  }
}

void refuse(const std::string& reason) {
  if (!reason.empty()) throw std::invalid_argument(reason);
}

/// Evaluates f at x, with its gradient where it has one.
FirstLook look_at(const Objective& f, const Executor& executor, const VectorXd& x) {
  const auto analytic = gradient_sources().make("analytic");
  FirstLook seen{x, 0.0, VectorXd(x.size()), {}};
  Probes none;
  seen.clock.start();
  seen.value = analytic->value_and_gradient(f, executor, x, seen.gradient, none);
  seen.clock.stop();
  if (seen.gradient.size() > 0) expect_size(seen.gradient, x.size());
  return seen;
}

}  // namespace

std::shared_ptr<Result> detail::minimize(const Objective& objective, const VectorXd& x0,
                                         const Options& options) {
  const std::string name = !options.method.empty()                  ? options.method
                           : capability<Flat>(objective) == nullptr ? "lbfgs"
                                                                    : "nelder_mead";
  return detail::minimize_with(*methods().make(name), objective, x0, options);
}

std::shared_ptr<Result> detail::minimize_with(const Optimizer& method, const Objective& objective,
                                              const VectorXd& x0, const Options& options) {
  check_point(objective, x0, "x0");
  check_limits(options);
  const std::unique_ptr<Executor> executor = make_executor(options.backend, options.threads);
  refuse(misfit(objective, method, options.gradient, options.batch_size));
  const Index batch_size = batch_size_of(objective, method, options.batch_size);
  // Starts the backend's threads before the clock does.
  executor->run(executor->threads(), [](Index, int) {});
  std::optional<FirstLook> first;
  std::unique_ptr<GradientSource> source;
  if (method.uses_gradient()) {
    std::string gradient = options.gradient;
    if (gradient.empty() && batch_size == 0) {
      first = look_at(objective, *executor, x0);
      gradient = first->gradient.size() > 0 ? "analytic" : "centered";
    }
    source = gradient_sources().make(gradient.empty() ? "analytic" : gradient);
  }
  VectorXd x = x0;
  Oracle oracle(objective, source.get(), *executor, options, batch_size, first ? &*first : nullptr);
  method.minimize(oracle, x);
  return std::make_shared<Result>(oracle.take());
}

std::shared_ptr<VectorXd> detail::gradient(const Objective& objective, const VectorXd& x,
                                           const GradientOptions& options) {
  check_point(objective, x, "x");
  const std::unique_ptr<Executor> executor = make_executor(options.backend, options.threads);
  refuse(gradient_misfit(objective, options.gradient));
  const auto result = std::make_shared<VectorXd>();
  if (options.gradient.empty()) {
    *result = look_at(objective, *executor, x).gradient;
    if (result->size() > 0) return result;
  }
  const auto source =
      gradient_sources().make(options.gradient.empty() ? "centered" : options.gradient);
  Probes probes;
  source->gradient(objective, *executor, x, std::nullopt, *result, probes);
  expect_size(*result, x.size());
  return result;
}

std::shared_ptr<GradientCheck> detail::check_gradient(const Objective& objective, const VectorXd& x,
                                                      const GradientOptions& options) {
  check_point(objective, x, "x");
  const std::unique_ptr<Executor> executor = make_executor(options.backend, options.threads);
  const std::string name = options.gradient.empty() ? "analytic" : options.gradient;
  refuse(gradient_misfit(objective, name));
  const auto source = gradient_sources().make(name);
  // An entry that is not set stays NaN.
  VectorXd gradient = VectorXd::Constant(x.size(), std::numeric_limits<double>::quiet_NaN());
  Probes probes;
  source->gradient(objective, *executor, x, std::nullopt, gradient, probes);
  if (gradient.size() == 0) expect_size(gradient, x.size());
  return std::make_shared<GradientCheck>(
      compare_with_differences(objective, *executor, x, gradient));
}

}  // namespace ravine
