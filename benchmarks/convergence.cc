// Convergence of any method on any problem, against evaluations and against wall time. Each case is
// one run; its time is the clean clock's, without recording. Google Benchmark's flags all work.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>
#include <regex>
#include <string>
#include <vector>

#include "benchmarks/grid.h"
#include "benchmarks/reporter.h"
#include "benchmarks/study.h"
#include "ravine/catalog/catalog.h"
#include "ravine/parallel/backend.h"

namespace ravine {
namespace {

std::atomic<bool> interrupted = false;

// The run in progress is finished and everything is written; a second signal ends at once.
extern "C" void on_interrupt(int signal) {
  interrupted = true;
  std::signal(signal, SIG_DFL);
}

struct Flags {
  bool list = false;
  bool resume = false;
  std::string shard = "1/1";
  std::string traces;
  GridRequest grid{{"*"}, {"sphere", "rosenbrock"}, {"analytic"}, {"serial"}, {1}, {1}};
  StudyOptions study;
};

/// The flags of Google Benchmark that are handled here, since the names that it knows carry a
/// suffix and its results file is written in place.
struct BenchmarkFlags {
  std::string out;
  std::string filter = ".*";
  bool list_tests = false;
  bool own_display = true;  // false where the user asked for a format
  std::vector<std::string> rest;
};

BenchmarkFlags take_benchmark_flags(int argc, char** argv) {
  BenchmarkFlags flags;
  bool min_time = false;
  for (int i = 0; i < argc; ++i) {
    const std::string argument = argv[i];
    const auto value_of = [&](const std::string& name) -> std::optional<std::string> {
      if (argument.rfind(name + "=", 0) != 0) return std::nullopt;
      return argument.substr(name.size() + 1);
    };
    if (auto out = value_of("--benchmark_out")) {
      flags.out = *out;
    } else if (auto filter = value_of("--benchmark_filter")) {
      flags.filter = *filter;
    } else if (argument == "--benchmark_list_tests" || argument == "--benchmark_list_tests=true") {
      flags.list_tests = true;
    } else {
      if (value_of("--benchmark_min_time")) min_time = true;
      if (value_of("--benchmark_format")) flags.own_display = false;
      flags.rest.push_back(argument);
    }
  }
  // One iteration is one run; repetitions and a longer time are the user's to ask for.
  if (!min_time) flags.rest.insert(flags.rest.begin() + 1, "--benchmark_min_time=0");
  return flags;
}

template <class T>
void print_entries(const char* title, const Table<T>& table) {
  fmt::print("{}:\n", title);
  for (const auto& entry : table.entries()) {
    std::string parameters;
    for (const Parameter& p : entry.parameters) {
      parameters +=
          fmt::format("{}{}={}", parameters.empty() ? "  [" : " ", p.name, p.default_value);
    }
    fmt::print("  {:<22} {}{}\n", entry.name, entry.summary,
               parameters.empty() ? "" : parameters + "]");
  }
}

void print_catalogue() {
  print_entries("methods", methods());
  print_entries("problems", problems());
  print_entries("gradients", gradient_sources());
  fmt::print("backends:\n");
  for (const auto& backend : backends()) fmt::print("  {:<22} {}\n", backend.name, backend.summary);
}

void declare(CLI::App& app, Flags& flags) {
  app.add_flag("--list", flags.list, "print methods, problems, gradients and backends");
  app.add_option("--methods", flags.grid.methods, "globs")->delimiter(',');
  app.add_option("--problems", flags.grid.problems, "globs")->delimiter(',');
  app.add_option("--gradients", flags.grid.gradients, "globs")->delimiter(',');
  app.add_option("--backends", flags.grid.backends, "globs")->delimiter(',');
  app.add_option("--threads", flags.grid.threads, "numbers of threads")->delimiter(',');
  app.add_option("--seeds", flags.grid.seeds, "numbers")->delimiter(',');
  app.add_option("--target", flags.study.gap, "gap to reach, relative to f(x0) - f*")
      ->check(CLI::NonNegativeNumber);
  app.add_option("--max_evaluations", flags.study.max_evaluations)->check(CLI::PositiveNumber);
  app.add_option("--max_seconds", flags.study.max_seconds)->check(CLI::PositiveNumber);
  app.add_option("--batch_size", flags.study.batch_size, "samples a step of stochastic methods")
      ->check(CLI::PositiveNumber);
  app.add_option("--gradient_tolerance", flags.study.gradient_tolerance)
      ->check(CLI::NonNegativeNumber);
  app.add_option("--value_tolerance", flags.study.value_tolerance)->check(CLI::NonNegativeNumber);
  app.add_option("--shard", flags.shard, "I/N: the I-th of N parts of the grid");
  app.add_option("--traces", flags.traces, "write a JSON line a run");
  app.add_flag("--resume", flags.resume, "skip the runs that the traces file holds");
}

std::vector<RunCase> select(const Flags& flags, const BenchmarkFlags& benchmark_flags,
                            const TraceFile* traces, Study& study) {
  GridRequest request = flags.grid;
  request.problems = expand(request.problems, problems().names(), "problem");
  parse_shard(flags.shard, request);
  for (const std::string& name : request.problems) {
    study.add_problem(name, [&] { return make_problem(name); });
  }
  const bool negative = benchmark_flags.filter.rfind('-', 0) == 0;
  const std::regex filter(benchmark_flags.filter.substr(negative ? 1 : 0));
  std::vector<RunCase> selected;
  for (RunCase& run : make_grid(request)) {
    if (!study.fits(run)) continue;
    if (std::regex_search("convergence/" + run.name(), filter) == negative) continue;
    if (flags.resume && traces != nullptr && traces->holds(run.name())) continue;
    selected.push_back(std::move(run));
  }
  return selected;
}

void measure(const std::vector<RunCase>& runs, Study& study, const BenchmarkFlags& flags) {
  for (const RunCase& run : runs) {
    benchmark::RegisterBenchmark(("convergence/" + run.name()).c_str(),
                                 [&study, run](benchmark::State& state) {
                                   if (interrupted) return state.SkipWithError("interrupted");
                                   study.measure(state, run);
                                 })
        ->UseManualTime()
        ->MeasureProcessCPUTime()
        ->Unit(benchmark::kMillisecond);
  }
  std::unique_ptr<benchmark::BenchmarkReporter> display;
  if (flags.own_display) {
    display = std::make_unique<ProgressReporter>(runs.size());
  } else {
    display.reset(benchmark::CreateDefaultDisplayReporter());
  }
  PlainNames plain_display(std::move(display));
  if (flags.out.empty()) {
    benchmark::RunSpecifiedBenchmarks(&plain_display);
    return;
  }
  PlainNames plain_file(std::make_unique<benchmark::JSONReporter>());
  benchmark::RunSpecifiedBenchmarks(&plain_display, &plain_file);
}

int run(int argc, char** argv) {
  BenchmarkFlags benchmark_flags = take_benchmark_flags(argc, argv);
  const std::string temporary = benchmark_flags.out + ".partial";
  if (!benchmark_flags.out.empty()) {
    benchmark_flags.rest.push_back("--benchmark_out=" + temporary);
  }
  std::vector<char*> arguments;
  for (std::string& argument : benchmark_flags.rest) arguments.push_back(argument.data());
  int count = static_cast<int>(arguments.size());
  benchmark::Initialize(&count, arguments.data());

  Flags flags;
  CLI::App app("Convergence of optimizers against evaluations and wall time", "convergence");
  declare(app, flags);
  try {
    app.parse(count, arguments.data());
  } catch (const CLI::CallForHelp& help) {
    return app.exit(help);
  } catch (const CLI::ParseError& error) {
    throw std::invalid_argument(error.what());
  }
  if (flags.list) {
    print_catalogue();
    return EXIT_SUCCESS;
  }
  if (flags.resume && flags.traces.empty()) {
    throw std::invalid_argument("--resume: expected --traces=FILE beside it");
  }
  std::optional<TraceFile> traces;
  if (!flags.traces.empty() && !benchmark_flags.list_tests) {
    traces.emplace(flags.traces, flags.resume);
  }
  Study study(flags.study, traces ? &*traces : nullptr);
  const std::vector<RunCase> runs =
      select(flags, benchmark_flags, traces ? &*traces : nullptr, study);
  if (benchmark_flags.list_tests) {
    for (const RunCase& run : runs) fmt::print("convergence/{}\n", run.name());
    return EXIT_SUCCESS;
  }
  if (runs.empty() && !flags.resume) {
    throw std::invalid_argument(
        "no run is left: no method of the grid fits its problems, or the "
        "filter matches nothing");
  }
  std::signal(SIGINT, on_interrupt);
  std::signal(SIGTERM, on_interrupt);
  measure(runs, study, benchmark_flags);
  if (!benchmark_flags.out.empty()) std::filesystem::rename(temporary, benchmark_flags.out);
  return interrupted ? 130 : EXIT_SUCCESS;
}

}  // namespace
}  // namespace ravine

int main(int argc, char** argv) {
  try {
    return ravine::run(argc, argv);
  } catch (const std::invalid_argument& error) {
    std::cerr << "convergence: " << error.what() << '\n';
    return 2;
  } catch (const std::regex_error& error) {
    std::cerr << "convergence: --benchmark_filter: expected a regular expression\n";
    return 2;
  }
}
