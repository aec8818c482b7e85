#include "ravine/convergence.h"

#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <sched.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "benchmarks/benchmark_main.h"
#include "benchmarks/check_gradients.h"
#include "benchmarks/evaluate.h"
#include "benchmarks/grid.h"
#include "benchmarks/listing.h"
#include "benchmarks/parameters.h"
#include "benchmarks/peers/peers.h"
#include "benchmarks/reporter.h"
#include "benchmarks/study.h"
#include "benchmarks/user_data.h"
#include "parallel/backend.h"
#include "parallel/ranks.h"
#include "ravine/catalog.h"

namespace ravine {
namespace {

constexpr const char* kExamples =
    R"(Globs: '*' stands for any letters, '?' for one, '[ab]' for a or b. 'adam*' is every method whose
name begins with adam, '*' every method of Ravine, 'nlopt:*' those of NLopt, and '*:*' those of all
outside libraries. The parameters after a glob go to every name that it matches. Quotes keep the
shell from reading the '*'.

Examples:
  convergence --list
  convergence --methods=lbfgs,nelder_mead --problems='rosenbrock:dimension=20' --seeds=1,2,3
  convergence --methods='adam*:step=*' --problems=iris,wine --traces=traces.jsonl
  convergence --methods='*' --problems='r*' --gradients=centered --backends=tbb --threads=1,2
)";

struct Flags {
  bool list = false;
  std::string format = "text";
  bool evaluate = false;
  bool check_gradients = false;
  bool resume = false;
  std::string shard = "1/1";
  std::string traces;
  std::string parameters;
  GridRequest grid{{"*"}, {}, {"analytic"}, {"serial"}, {1}, {1}};
  StudyOptions study;
  UserData data;
};

template <class T>
std::vector<Entry<T>> joined(std::vector<Entry<T>> all, const std::vector<Entry<T>>& more) {
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

void declare_grid(CLI::App& app, GridRequest& grid) {
  app.add_option("--methods", grid.methods,
                 "names or globs, with parameters: adam*:step=0.1; a value '*' stands for the "
                 "values that the method declares worth trying")
      ->delimiter(',');
  app.add_option("--problems", grid.problems,
                 "names or globs; default: sphere,rosenbrock or --data")
      ->delimiter(',');
  app.add_option("--gradients", grid.gradients, "names or globs")->delimiter(',');
  app.add_option("--backends", grid.backends, "names or globs")->delimiter(',');
  app.add_option("--threads", grid.threads, "most threads that a run uses")
      ->delimiter(',')
      ->check(whole_number(1, kMaxThreads));
  app.add_option("--seeds", grid.seeds, "starts and random choices, by number")
      ->delimiter(',')
      ->check(whole_number(0));
}

void declare_study(CLI::App& app, StudyOptions& study) {
  app.add_option("--target", study.gap, "gap to reach, relative to f(x0) - f*")
      ->check(number_from(0));
  app.add_option("--max_evaluations", study.max_evaluations, "budget of each run")
      ->check(whole_number(1));
  app.add_option("--max_seconds", study.max_seconds, "wall time of each run")
      ->check(number_above(0));
  app.add_option("--batch_size", study.batch_size,
                 "samples per step of stochastic methods; 0: the method's choice")
      ->check(whole_number(1));
  app.add_option("--gradient_tolerance", study.gradient_tolerance,
                 "a run has converged when the norm of its gradient is at most this, or, by "
                 "differences, what their round-off hides; 0: never")
      ->check(number_from(0));
  app.add_option("--value_tolerance", study.value_tolerance,
                 "or when the last quarter of its steps, at least 5, has changed the value by less "
                 "than this; 0: never")
      ->check(number_from(0));
}

void declare(CLI::App& app, Flags& flags) {
  app.footer(kExamples);
  app.option_defaults()->always_capture_default();
  app.add_flag("--list", flags.list,
               "print all names that the other options take, with a line on each");
  app.add_option("--format", flags.format, "of --list")->check(CLI::IsMember({"text", "json"}));
  app.add_flag("--evaluate", flags.evaluate,
               "read JSON lines {\"problem\", \"points\"} and print values and gradients");
  declare_grid(app, flags.grid);
  flags.data.declare(app);
  declare_study(app, flags.study);
  app.add_option("--shard", flags.shard, "I/N: run the I-th of N parts of the grid");
  app.add_option("--traces", flags.traces, "file to write one JSON line per run to");
  app.add_option("--parameters", flags.parameters,
                 "file to write the final parameters of each run to, as one JSON line");
  app.add_flag("--resume", flags.resume, "skip the runs that the traces file already holds");
  CLI::Option* const check = app.add_flag(
      "--check-gradients", flags.check_gradients,
      "compare every analytic gradient of the grid with differences, at the start of each seed, "
      "and run nothing else; exit status 1 where one differs");
  for (const char* const other :
       {"--list", "--evaluate", "--target", "--max_evaluations", "--max_seconds",
        "--gradient_tolerance", "--value_tolerance", "--traces", "--parameters", "--resume"}) {
    check->excludes(other);
  }
  for (CLI::Option* option : app.get_options([](CLI::Option*) { return true; })) {
    if (option->get_default_str() == "[]") option->default_str("");  // of an empty list
  }
}

/// The first of the pairs that fit no run, and how many more there are.
std::string say_misfits(const std::set<std::string>& misfits) {
  constexpr std::size_t kNamed = 3;
  std::vector<std::string> named(misfits.begin(), misfits.end());
  if (named.size() > kNamed) {
    named[kNamed] = fmt::format("and {} more", named.size() - kNamed);
    named.resize(kNamed + 1);
  }
  return fmt::format("{}", fmt::join(named, ", "));
}

std::vector<RunCase> select(Flags& flags, const BenchmarkFlags& benchmark_flags,
                            const Tables& tables, Study& study) {
  GridRequest request = flags.grid;
  if (request.problems.empty() && !flags.data.given()) request.problems = {"sphere", "rosenbrock"};
  request.problems = expand(request.problems, tables.problems.names(), "problem");
  parse_shard(flags.shard, request);
  for (const std::string& name : request.problems) {
    study.add_problem(name, [&] { return tables.problems.make(name); });
  }
  if (flags.data.given()) {
    request.problems.push_back(flags.data.problem());
    std::unique_ptr<Problem> risk = flags.data.make();
    study.add_problem(
        flags.data.problem(), [&] { return std::move(risk); }, flags.data.settings());
  }
  std::vector<RunCase> selected;
  std::set<std::string> misfits;
  std::string first_reason;
  for (RunCase& run : make_grid(request, tables.methods)) {
    if (!benchmark_flags.filter.keeps("convergence/" + run.name())) continue;
    const std::string reason = study.misfit(run);
    if (reason.empty()) {
      selected.push_back(std::move(run));
    } else {
      misfits.insert(
          fmt::format("{} with gradient {} on {}", run.method, run.gradient, run.problem));
      if (first_reason.empty()) first_reason = reason;
    }
  }
  if (!misfits.empty() && selected.empty()) {
    throw std::invalid_argument(fmt::format("no run is left: {} ({} left out for such reasons: {})",
                                            first_reason, misfits.size(), say_misfits(misfits)));
  }
  if (!misfits.empty()) {
    fmt::print(stderr, "convergence: left out, since they do not fit: {}\n", say_misfits(misfits));
  }
  return selected;
}

/// The entry of a results file for a run that the traces file holds.
std::optional<benchmark::BenchmarkReporter::Run> entry_of(const HeldRun& held) {
  if (held.counters.empty()) return std::nullopt;
  benchmark::BenchmarkReporter::Run entry;
  entry.run_name.function_name = "convergence/" + held.name;
  entry.family_index = 0;
  entry.per_family_instance_index = 0;
  entry.repetitions = 1;
  entry.repetition_index = 0;
  entry.time_unit = benchmark::kMillisecond;
  entry.report_label = held.status;
  for (const auto& [name, value] : held.counters) entry.counters[name] = value;
  entry.real_accumulated_time = entry.counters["seconds"].value;
  entry.cpu_accumulated_time = entry.counters["cpu_seconds"].value;
  return entry;
}

int measure(const std::vector<RunCase>& runs, Study& study, const BenchmarkFlags& flags,
            const TraceFile* traces) {
  for (const RunCase& run : runs) {
    register_case("convergence/" + run.name(),
                  [&study, run](benchmark::State& state) { study.measure(state, run); })
        ->UseManualTime()
        ->MeasureProcessCPUTime()
        ->Unit(benchmark::kMillisecond);
  }
  std::vector<benchmark::BenchmarkReporter::Run> before;
  for (const HeldRun& held : traces == nullptr ? std::vector<HeldRun>() : traces->held()) {
    if (const auto entry = entry_of(held)) before.push_back(*entry);
  }
  return run_registered(flags, std::make_unique<ProgressReporter>(runs.size()), std::move(before));
}

/// What is written, by its flag.
std::vector<NamedFile> outputs(const Flags& flags, const BenchmarkFlags& benchmark_flags) {
  std::vector<NamedFile> files = flags.data.outputs();
  if (!flags.traces.empty()) files.push_back({"--traces", flags.traces});
  if (!flags.parameters.empty()) files.push_back({"--parameters", flags.parameters});
  if (!benchmark_flags.out.empty()) files.push_back({"--benchmark_out", benchmark_flags.out});
  return files;
}

/// The file of a flag, where that was given.
std::optional<TraceFile> opened(const std::string& path, bool resume, const FileKind& kind) {
  if (path.empty()) return std::nullopt;
  return std::optional<TraceFile>(std::in_place, path, resume, kind);
}

/// Runs what the files do not hold yet, and keeps each run there; the exit status.
int measure_and_keep(std::vector<RunCase> runs, Study& study, const Flags& flags,
                     const BenchmarkFlags& benchmark_flags) {
  std::optional<TraceFile> traces = opened(flags.traces, flags.resume, traces_kind());
  std::optional<TraceFile> parameters = opened(flags.parameters, flags.resume, parameters_kind());
  const std::size_t asked = runs.size();
  if (traces) {
    std::erase_if(runs, [&](const RunCase& run) {
      const std::string settings = study.settings(run);
      return traces->holds(run.name(), settings) &&
             (!parameters || parameters->holds(run.name(), settings));
    });
    if (runs.empty())
      fmt::print(stderr, "convergence: {} holds all {} runs\n", flags.traces, asked);
    study.keep_traces(*traces);
  }
  if (parameters) study.keep_parameters(*parameters);
  const int status = measure(runs, study, benchmark_flags, traces ? &*traces : nullptr);
  for (std::optional<TraceFile>* file : {&traces, &parameters}) {
    if (*file) (*file)->finish();
  }
  return status;
}

/// mpirun binds a process to a core, unless it is told otherwise.
void warn_of_bound_threads(const GridRequest& grid) {
  const bool ranks =
      std::find(grid.backends.begin(), grid.backends.end(), "mpi") != grid.backends.end();
  cpu_set_t allowed;
  if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) return;
  const int cores = CPU_COUNT(&allowed);
  const int threads = *std::max_element(grid.threads.begin(), grid.threads.end());
  if (!ranks || rank_of_process() != 0 || threads <= cores) return;
  fmt::print(
      stderr,
      "note: {} threads a process share {} of this machine's cores; mpirun --bind-to none lets "
      "them use all\n",
      threads, cores);
}

/// In a job of several processes all run the same cases. The first alone shows and keeps them.
void take_part_in_job(Flags& flags, BenchmarkFlags& benchmark_flags) {
  warn_of_bound_threads(flags.grid);
  if (ranks_of_job() == 1) return;
  if (flags.grid.backends != std::vector<std::string>{"mpi"}) {
    throw std::invalid_argument(fmt::format(
        "started as one of {} processes: expected --backends=mpi, which shares evaluations out "
        "among them",
        ranks_of_job()));
  }
  if (flags.resume) {
    throw std::invalid_argument("--resume: expected without it in a job of several processes");
  }
  make_executor("mpi", 1);  // from here on, the end of one process is that of the job
  if (rank_of_process() == 0) return;
  for (std::string* file : {&flags.traces, &flags.parameters, &benchmark_flags.out}) file->clear();
  if (std::freopen("/dev/null", "w", stdout) == nullptr) {
    throw std::invalid_argument("/dev/null: cannot be written");
  }
}

int run(int argc, char** argv, const Tables& tables) {
  // One iteration is one run; repetitions and a longer time are the user's to ask for.
  BenchmarkFlags benchmark_flags = take_benchmark_flags(argc, argv, "0");
  Flags flags;
  CLI::App app("Convergence of optimizers against evaluations and wall time", "convergence");
  declare(app, flags);
  if (const auto status = parse(app, benchmark_flags)) return *status;
  take_part_in_job(flags, benchmark_flags);
  if (flags.list) {
    fmt::print("{}", flags.format == "json" ? listing_as_json(tables) : listing(tables));
    return EXIT_SUCCESS;
  }
  if (flags.format != "text") {
    throw std::invalid_argument("--format: expected --list beside it");
  }
  if (flags.evaluate) {
    evaluate_points(std::cin, std::cout, tables.problems);
    return EXIT_SUCCESS;
  }
  if (flags.resume && flags.traces.empty()) {
    throw std::invalid_argument("--resume: expected --traces=FILE beside it");
  }
  if (flags.check_gradients && (!benchmark_flags.out.empty() || benchmark_flags.list_tests)) {
    throw std::invalid_argument(
        "--check-gradients: expected neither --benchmark_out nor --benchmark_list_tests beside it");
  }
  if (!benchmark_flags.list_tests) {
    refuse_shared_files(flags.data.files(), outputs(flags, benchmark_flags));
  }
  Study study(flags.study, tables.methods);
  std::vector<RunCase> runs = select(flags, benchmark_flags, tables, study);
  if (benchmark_flags.list_tests) {
    for (const RunCase& run : runs) fmt::print("convergence/{}\n", run.name());
    return EXIT_SUCCESS;
  }
  if (runs.empty()) {
    throw std::invalid_argument("no run is left: the filter or the shard holds none");
  }
  if (flags.check_gradients) return check_gradients(runs, study, std::cout);
  return measure_and_keep(std::move(runs), study, flags, benchmark_flags);
}

}  // namespace

int convergence(int argc, char** argv, const std::vector<Entry<Optimizer>>& own_methods,
                const std::vector<Entry<Problem>>& own_problems) {
  const auto with_all = [&](int count, char** arguments) {
    return run(count, arguments,
               {{"method", joined(joined(methods().entries(), peers()), own_methods)},
                {"problem", joined(problems().entries(), own_problems)}});
  };
  return guarded("convergence", with_all, argc, argv);
}

}  // namespace ravine
