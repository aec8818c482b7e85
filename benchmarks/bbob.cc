// Methods on the BBOB test bed as its reports count: `bbob/<function>/n:<n>/<method>`, one run on
// each instance from 1 on, to f_opt + 1e-8 within 10^5 n evaluations. The counter `ert` is the
// expected running time: the evaluations of all runs over the number of those that succeeded
// (Hansen, Auger, Finck & Ros 2009, RR-6828). Instance k starts where its problem's seed k says,
// and gives that seed to the method.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "benchmarks/benchmark_main.h"
#include "benchmarks/short_spins.h"
#include "ravine/catalog.h"
#include "ravine/minimize.h"

namespace ravine {
namespace {

constexpr int kFunctions = 24;

struct Experiment {
  std::vector<std::string> methods{"cma_es"};
  int dimension = 5;
  int instances = 15;
  double budget = 1e5;      // evaluations a dimension
  double precision = 1e-8;  // above f_opt
};

struct Tally {
  int successes = 0;
  double evaluations = 0.0;
  double seconds = 0.0;
};

Tally run_instances(const Experiment& experiment, const std::string& function,
                    const std::string& method) {
  Tally tally;
  for (int instance = 1; instance <= experiment.instances; ++instance) {
    const auto problem = make_problem(
        fmt::format("{}:dimension={}:instance={}", function, experiment.dimension, instance));
    const auto seed = static_cast<std::uint64_t>(instance);
    const Result result =
        minimize(*problem, problem->start(seed),
                 {.method = method,
                  .max_evaluations = static_cast<Index>(experiment.budget * experiment.dimension),
                  .target = *problem->minimum() + experiment.precision,
                  .seed = seed});
    tally.successes += result.status == Status::kTargetReached ? 1 : 0;
    tally.evaluations += static_cast<double>(result.f_evals);
    tally.seconds += result.seconds;
  }
  return tally;
}

std::vector<BenchmarkCase> make_cases(const Experiment& experiment) {
  std::vector<BenchmarkCase> cases;
  for (const std::string& method : experiment.methods) {
    methods().make(method);  // so that a name that is unknown is told before the first run
    for (int number = 1; number <= kFunctions; ++number) {
      const std::string function = fmt::format("bbob_f{:02}", number);
      const auto measure = [&experiment, function, method](benchmark::State& state) {
        Tally tally;
        for (auto iteration : state) tally = run_instances(experiment, function, method);
        state.counters["successes"] = tally.successes;
        state.counters["instances"] = experiment.instances;
        state.counters["f_evals"] = tally.evaluations;
        state.counters["seconds"] = tally.seconds;
        // A counter that has no finite value is left out: JSON has no word for it.
        if (tally.successes > 0) state.counters["ert"] = tally.evaluations / tally.successes;
      };
      cases.push_back(
          {fmt::format("bbob/f{:02}/n:{}/{}", number, experiment.dimension, method), measure});
    }
  }
  return cases;
}

int run(int argc, char** argv) {
  BenchmarkFlags flags = take_benchmark_flags(argc, argv, "0");
  Experiment experiment;
  CLI::App app("Methods on the BBOB test bed", "bbob");
  app.option_defaults()->always_capture_default();
  app.add_option("--methods", experiment.methods, "names, with parameters")->delimiter(',');
  app.add_option("--dimension", experiment.dimension, "variables of each function")
      ->check(CLI::Range(2, 40));
  app.add_option("--instances", experiment.instances, "runs each function's instances 1 to this")
      ->check(CLI::Range(1, 100000));
  app.add_option("--budget", experiment.budget, "evaluations of a run per variable")
      ->check(CLI::Range(1.0, 1e9));
  app.add_option("--precision", experiment.precision, "success: f - f_opt at most this")
      ->check(CLI::NonNegativeNumber);
  if (const auto status = parse(app, flags)) return *status;
  return run_cases(flags, make_cases(experiment));
}

}  // namespace
}  // namespace ravine

int main(int argc, char** argv) {
  ravine::let_waiting_threads_sleep(argv);
  return ravine::guarded("bbob", ravine::run, argc, argv);
}
