#include "ravine/minimize.h"

#include <fmt/format.h>

#include <cmath>
#include <memory>
#include <stdexcept>
#include <string>

#include "oracle/finite.h"
#include "parallel/backend.h"
#include "ravine/batches.h"
#include "ravine/catalog.h"
#include "ravine/oracle.h"

namespace ravine::detail {
namespace {

constexpr Index kDefaultBatch = 32;

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

std::unique_ptr<GradientSource> make_source(const Objective& objective, const std::string& name,
                                            bool has_gradient) {
  if (!objective.differentiable()) {
    throw std::invalid_argument(
        "gradient: this objective is flat wherever it is continuous, so no gradient helps; use a "
        "method without one, such as nelder_mead or two_point");
  }
  const std::string chosen = !name.empty() ? name : has_gradient ? "analytic" : "centered";
  const std::string kind = Spec(chosen).name();
  if (kind == "analytic" && !has_gradient) {
    throw std::invalid_argument(
        "gradient 'analytic': this objective offers no gradient; use forward or centered");
  }
  auto source = gradient_sources().make(chosen);
  if (kind != "analytic" && !source->suits(objective)) {
    throw std::invalid_argument(
        fmt::format("gradient '{}': this objective takes no scalar but double; give "
                    "ravine::templated(f), or use centered",
                    kind));
  }
  return source;
}

Index resolve_batch(const Objective& objective, const Optimizer& method, const Options& options) {
  const bool is_sum = dynamic_cast<const FiniteSum*>(&objective) != nullptr;
  if (options.batch_size < 0) {
    throw std::invalid_argument(
        fmt::format("batch_size: expected at least 1, got {}", options.batch_size));
  }
  if (options.batch_size > 0 && method.batching() == Optimizer::Batching::kWhole) {
    throw std::invalid_argument("batch_size: this method takes the whole sum at each step");
  }
  if (options.batch_size > 0 && !is_sum) {
    throw std::invalid_argument("batch_size: this objective is not a sum over samples");
  }
  if (!is_sum && method.batching() == Optimizer::Batching::kOnlyMiniBatch) {
    throw std::invalid_argument(
        "this method takes mini-batches, and this objective is not a sum over samples");
  }
  if (options.batch_size > 0) return options.batch_size;
  const bool batches = method.batching() == Optimizer::Batching::kMiniBatch ||
                       method.batching() == Optimizer::Batching::kOnlyMiniBatch;
  return is_sum && batches ? kDefaultBatch : 0;
}

void check_batches(const Objective& objective, const GradientSource& source,
                   const std::string& name) {
  if (source.suits(BatchObjective(dynamic_cast<const FiniteSum&>(objective)))) return;
  throw std::invalid_argument(fmt::format(
      "gradient '{}': mini-batches take no scalar but double; use centered, or a method that takes "
      "the whole sum",
      name));
}

}  // namespace

Result minimize(const Objective& objective, const VectorXd& x0, const Options& options,
                bool has_gradient) {
  const std::string name = !options.method.empty()      ? options.method
                           : objective.differentiable() ? "lbfgs"
                                                        : "nelder_mead";
  return minimize_with(*methods().make(name), objective, x0, options, has_gradient);
}

Result minimize_with(const Optimizer& method, const Objective& objective, const VectorXd& x0,
                     const Options& options, bool has_gradient) {
  check_point(objective, x0, "x0");
  check_limits(options);
  const std::unique_ptr<Executor> executor = make_executor(options.backend, options.threads);
  std::unique_ptr<GradientSource> source;
  if (method.uses_gradient()) {
    source = make_source(objective, options.gradient, has_gradient);
  } else if (!options.gradient.empty()) {
    throw std::invalid_argument(
        fmt::format("gradient '{}': this method uses no gradient", options.gradient));
  }
  const Index batch_size = resolve_batch(objective, method, options);
  if (batch_size > 0 && source) check_batches(objective, *source, options.gradient);
  // Starts the backend's threads before the clock does.
  executor->run(executor->threads(), [](Index, int) {});
  VectorXd x = x0;
  Oracle oracle(objective, source.get(), *executor, options, batch_size);
  method.minimize(oracle, x);
  return oracle.take();
}

VectorXd gradient(const Objective& objective, const VectorXd& x, const GradientOptions& options,
                  bool has_gradient) {
  check_point(objective, x, "x");
  const std::unique_ptr<Executor> executor = make_executor(options.backend, options.threads);
  const std::unique_ptr<GradientSource> source =
      make_source(objective, options.gradient, has_gradient);
  VectorXd result;
  Probes probes;
  source->gradient(objective, *executor, x, std::nullopt, result, probes);
  check_gradient(result, x.size());
  return result;
}

}  // namespace ravine::detail
