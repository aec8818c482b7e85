#include "benchmarks/study.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "benchmarks/commit.h"
#include "benchmarks/parameters.h"
#include "catalog/fits.h"
#include "oracle/batches.h"
#include "parallel/backend.h"
#include "ravine/catalog.h"
#include "ravine/minimize.h"

namespace ravine {
namespace {

/// Counts how often the iterates change sides along a ravine's steep axis.
class SideChanges {
 public:
  explicit SideChanges(VectorXd axis) : axis_(std::move(axis)) {}

  void operator()(const VectorXd& x) {
    const double side = axis_.dot(x);
    if (side * last_side_ < 0.0) ++count_;
    if (side != 0.0) last_side_ = side;
  }
  Index count() const { return count_; }

 private:
  VectorXd axis_;
  double last_side_ = 0.0;
  Index count_ = 0;
};

double relative_gap(const RunContext& context, double value) {
  const double scale = context.f_start - *context.f_star;
  const double gap = value - *context.f_star;
  return scale > 0.0 ? gap / scale : gap;
}

void set_counters(benchmark::State& state, const RunContext& context, const Result& result) {
  auto& counters = state.counters;
  const bool solved = result.status == Status::kTargetReached;
  counters["f_evals"] = static_cast<double>(result.f_evals);
  counters["g_evals"] = static_cast<double>(result.g_evals);
  counters["epochs"] = result.epochs;
  for (const int processors : Rounds::kProcessors) {
    if (!result.rounds.counted()) break;
    counters[fmt::format("rounds:{}", processors)] =
        static_cast<double>(result.rounds.on(processors));
  }
  counters["solved"] = solved ? 1.0 : 0.0;
  counters["seconds"] = result.seconds;
  counters["cpu_seconds"] = result.cpu_seconds;
  counters["steps"] = static_cast<double>(result.steps);
  counters["non_finite_evals"] = static_cast<double>(result.non_finite_evals);
  counters["monitor_evals"] = static_cast<double>(result.monitor_evals);
  // A counter that has no finite value is left out: JSON has no word for it.
  if (std::isfinite(result.value)) {
    counters["value"] = result.value;
    if (context.f_star) counters["gap"] = relative_gap(context, result.value);
  }
  if (solved) {
    counters["f_evals_to_target"] = static_cast<double>(result.f_evals);
    counters["seconds_to_target"] = result.seconds;
  }
  state.SetLabel(to_string(result.status));
}

/// The figures of the best point; one that is not finite is left out.
void set_figures(benchmark::State& state, const Figures& figures, const Executor& executor,
                 const Result& result) {
  if (!figures.at || !std::isfinite(result.value)) return;
  const std::vector<double> found = figures.at(executor, result.x, result.value);
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (std::isfinite(found[i])) state.counters[figures.names[i]] = found[i];
  }
}

}  // namespace

void Study::add_problem(const std::string& name,
                        const std::function<std::unique_ptr<Problem>()>& make,
                        const std::string& settings) {
  auto& problem = problems_[name];
  if (!problem) problem = make();
  problem_settings_[name] = settings;
}

std::string Study::misfit(const RunCase& run) const {
  return ravine::misfit(problem(run).objective(), *methods_.make(run.method),
                        run.gradient == "none" ? "" : run.gradient);
}

std::string Study::settings(const RunCase& run) const {
  std::string text = fmt::format(
      "target={} max_evaluations={} max_seconds={} gradient_tolerance={} value_tolerance={}",
      options_.gap, options_.max_evaluations, options_.max_seconds, options_.gradient_tolerance,
      options_.value_tolerance);
  if (options_.batch_size > 0) text += fmt::format(" batch_size={}", options_.batch_size);
  const std::string& own = problem_settings_.at(run.problem);
  return own.empty() ? text : text + ' ' + own;
}

RunContext Study::context(const RunCase& run, const VectorXd& start) const {
  RunContext context{problem(run).dimension(),
                     problem(run).minimum(),
                     problem(run).value(start),
                     {},
                     settings(run),
                     build_commit(),
                     problem(run).facts().recorded.names};
  if (context.f_star) {
    context.target = *context.f_star + options_.gap * (context.f_start - *context.f_star);
  }
  return context;
}

Index Study::batch_size(const RunCase& run) const {
  return batch_size_of(problem(run).objective(), *methods_.make(run.method), options_.batch_size);
}

GradientCheck Study::check_gradient(const RunCase& run) const {
  const Problem& of = problem(run);
  const VectorXd start = of.start(run.seed);
  const GradientOptions options{run.gradient, run.backend, run.threads};
  const Index size = batch_size(run);
  if (size == 0) return ravine::check_gradient(of, start, options);
  const auto& sum = *capability<FiniteSum>(of.objective());
  Batches batches(sum.terms(), std::min(size, sum.terms()), run.seed);
  BatchObjective batch(sum);
  batch.select(batches.next());
  return ravine::check_gradient(batch, start, options);
}

void Study::measure(benchmark::State& state, const RunCase& run) {
  const Problem& problem = this->problem(run);
  const VectorXd start = problem.start(run.seed);
  const RunContext known = context(run, start);
  const std::unique_ptr<Optimizer> method = methods_.make(run.method);
  Options options{.gradient = run.gradient == "none" ? "" : run.gradient,
                  .backend = run.backend,
                  .threads = run.threads,
                  .batch_size = batch_size(run),
                  .max_evaluations = options_.max_evaluations,
                  .max_seconds = options_.max_seconds,
                  .seed = run.seed,
                  .gradient_tolerance = options_.gradient_tolerance,
                  .value_tolerance = options_.value_tolerance,
                  .trace = traces_ != nullptr,
                  .recorded = problem.facts().recorded};
  if (known.target) options.target = *known.target;
  const auto& axis = problem.facts().steep_axis;
  Result result;
  Index side_changes = 0;
  for (auto iteration : state) {
    std::optional<SideChanges> sides;
    if (axis) {
      sides.emplace(*axis);
      options.observer = Observer([&](const Progress& progress) { (*sides)(progress.x); });
    }
    result = minimize_with(*method, problem.objective(), start, options);
    state.SetIterationTime(result.seconds);
    if (sides) side_changes = sides->count();
  }
  if (state.error_occurred()) return;
  set_counters(state, known, result);
  if (axis) state.counters["sign_changes"] = static_cast<double>(side_changes);
  set_figures(state, problem.facts().at_end, *make_executor(run.backend, run.threads), result);
  if (parameters_ != nullptr) {
    parameters_->append(to_parameters_line(run, known, problem, result));
  }
  if (traces_ == nullptr) return;
  Counters counters;
  for (const auto& [name, counter] : state.counters) counters[name] = counter.value;
  traces_->append(to_json_line(run, known, result, counters));
}

}  // namespace ravine
