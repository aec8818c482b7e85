#include "benchmarks/benchmark_main.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <filesystem>
#include <iostream>
#include <new>
#include <regex>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <utility>

#include "benchmarks/fingerprint.h"
#include "benchmarks/reporter.h"
#include "core/nearest.h"
#include "core/quoted.h"
#include "parallel/ranks.h"
#include "record/output_file.h"

namespace ravine {
namespace {

constexpr int kBadInput = 2;
constexpr int kWasInterrupted = 130;
constexpr int kInterrupts[] = {SIGINT, SIGTERM, SIGHUP};

std::atomic<bool> interrupted = false;
std::atomic<bool> reader_gone = false;
std::exception_ptr write_error;  // what ended a comparison early
bool any_case = false;           // registered: the library complains where there is none

// The case in progress is finished and everything is written; a second signal ends at once.
extern "C" void on_interrupt(int) {
  interrupted = true;
  for (const int signal : kInterrupts) std::signal(signal, SIG_DFL);
}

extern "C" void on_broken_pipe(int) { reader_gone = true; }

/// A signal that the caller has the program ignore (nohup) stays ignored.
void take_interrupts() {
  for (const int signal : kInterrupts) {
    if (std::signal(signal, on_interrupt) == SIG_IGN) std::signal(signal, SIG_IGN);
  }
}

FileKind results_kind() {
  return {"benchmark results", {"{\"context\":{", "name,iterations,", std::string(20, '-')}};
}

/// The library's own flags; none of its files is written by it. It shows nothing of the file
/// reporter's without a name for one.
void initialize(BenchmarkFlags& flags, std::vector<char*>& arguments) {
  for (const char* own : {"--benchmark_out=/dev/null", "--benchmark_out_format=json",
                          "--benchmark_filter=.", "--benchmark_list_tests=false"}) {
    flags.rest.emplace_back(own);
  }
  flags.rest.push_back("--benchmark_format=" + flags.format);
  for (std::string& argument : flags.rest) arguments.push_back(argument.data());
  int count = static_cast<int>(arguments.size());
  benchmark::Initialize(&count, arguments.data());
  arguments.resize(static_cast<std::size_t>(count));
}

std::string program(const BenchmarkFlags& flags) {
  return std::filesystem::path(flags.rest.front()).filename().string();
}

/// What is wrong with the first argument that nobody has taken.
std::string say_unknown(const CLI::App& app) {
  const std::string argument = app.remaining().front();
  const std::string name = argument.substr(0, argument.find('='));
  if (!name.starts_with('-')) {
    return fmt::format("expected flags, got {}; --help lists them", in_quotes(argument));
  }
  std::vector<std::string> known = benchmark_flag_names();
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& own : option->get_lnames()) known.push_back("--" + own);
  }
  return fmt::format("unknown flag {}{}; --help lists all", in_quotes(name),
                     did_you_mean(name, known));
}

/// The first errors, and how many more there are.
std::string say_errors(const std::vector<std::string>& errors) {
  constexpr std::size_t kNamed = 3;
  std::string text;
  for (std::size_t i = 0; i < std::min(kNamed, errors.size()); ++i) {
    text += (i == 0 ? "" : "; ") + errors[i];
  }
  if (errors.size() > kNamed) text += fmt::format("; and {} more", errors.size() - kNamed);
  return text;
}

/// Keeps the place of a standard stream that the caller has closed. The first file that is opened
/// would else take it, and get what is printed. Opened the wrong way round, it fails as before.
void keep_closed_streams() {
  for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; ++stream) {
    const bool closed = fcntl(stream, F_GETFD) < 0 && errno == EBADF;
    if (closed) open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY);
  }
}

/// True where all that was printed has reached its reader, or the reader wanted no more.
bool printed_all() {
  return (std::fflush(stdout) == 0 && std::ferror(stdout) == 0 && std::cout.flush()) || reader_gone;
}

}  // namespace

std::optional<int> parse(CLI::App& app, BenchmarkFlags& flags) {
  // Google Benchmark answers these with its own flags alone, and exits.
  const auto asks_for_help = [](const std::string& a) { return a == "--help" || a == "-h"; };
  if (std::any_of(flags.rest.begin(), flags.rest.end(), asks_for_help)) {
    fmt::print("{}\nFlags of Google Benchmark:\n", app.help());
    std::fflush(stdout);
    benchmark::PrintDefaultHelp();
    return EXIT_SUCCESS;
  }
  std::vector<char*> arguments;
  initialize(flags, arguments);
  try {
    app.parse(static_cast<int>(arguments.size()), arguments.data());
  } catch (const CLI::CallForHelp& help) {
    return app.exit(help);
  } catch (const CLI::ExtrasError&) {
    throw std::invalid_argument(say_unknown(app));
  } catch (const CLI::ParseError& error) {
    throw std::invalid_argument(error.what());
  }
  return std::nullopt;
}

benchmark::internal::Benchmark* register_case(const std::string& name,
                                              std::function<void(benchmark::State&)> measure) {
  const auto run = [measure = std::move(measure)](benchmark::State& state) {
    if (interrupted || write_error) return state.SkipWithError(kInterrupted);
    try {
      measure(state);
    } catch (const WriteError&) {
      write_error = std::current_exception();
      state.SkipWithError(kInterrupted);
    } catch (const std::bad_alloc&) {
      state.SkipWithError("needs more memory than there is");
    } catch (const std::exception& error) {
      state.SkipWithError(error.what());
    }
  };
  any_case = true;
  return benchmark::RegisterBenchmark(name.c_str(), run);
}

int run_registered(const BenchmarkFlags& flags,
                   std::unique_ptr<benchmark::BenchmarkReporter> display,
                   std::vector<benchmark::BenchmarkReporter::Run> before) {
  std::optional<OutputFile> out;
  if (!flags.out.empty()) {
    out.emplace(flags.out, results_kind());
    // A reader of the progress that has seen enough must not keep the results from being written.
    std::signal(SIGPIPE, on_broken_pipe);
  }
  if (display == nullptr || !flags.own_display) display = make_reporter(flags.format, true);
  add_fingerprint();
  take_interrupts();
  PlainNames plain_display(std::move(display));
  ResultsText results(flags.out_format, std::move(before));
  if (any_case) {
    benchmark::RunSpecifiedBenchmarks(&plain_display, &results);
  } else {
    results.ReportContext({});
    results.Finalize();
  }
  const auto& errors = results.errors();
  if (results.finished() == 0 && !errors.empty()) throw std::invalid_argument(say_errors(errors));
  if (out && results.finished() > 0) out->replace({valid_utf8(results.text())});
  if (write_error) std::rethrow_exception(write_error);
  if (!errors.empty()) {
    fmt::print(stderr, "{}: {} of {} cases ended in an error: {}\n", program(flags), errors.size(),
               errors.size() + results.finished(), say_errors(errors));
  }
  return interrupted ? kWasInterrupted : EXIT_SUCCESS;
}

int run_cases(const BenchmarkFlags& flags, const std::vector<BenchmarkCase>& cases) {
  std::size_t kept = 0;
  for (const BenchmarkCase& one : cases) {
    if (!flags.filter.keeps(one.name)) continue;
    ++kept;
    if (flags.list_tests) {
      fmt::print("{}\n", one.name);
      continue;
    }
    register_case(one.name, one.measure)
        ->UseRealTime()
        ->MeasureProcessCPUTime()
        ->Unit(benchmark::kMicrosecond);
  }
  if (kept == 0) throw std::invalid_argument("no case is left: the filter matches nothing");
  return flags.list_tests ? EXIT_SUCCESS : run_registered(flags, nullptr);
}

int guarded(const char* name, const std::function<int(int argc, char** argv)>& run, int argc,
            char** argv) {
  keep_closed_streams();
  std::signal(SIGXFSZ, SIG_IGN);  // a limit of the file size is told like a full disk
  std::string message;
  try {
    const int status = run(argc, argv);
    if (printed_all()) return status;
    message = fmt::format("standard output: cannot be written ({})", std::strerror(errno));
  } catch (const std::regex_error&) {
    message = "--benchmark_filter: expected a regular expression without back-references";
  } catch (const std::bad_alloc&) {
    message = "needs more memory than there is";
  } catch (const std::system_error& error) {
    message = std::ferror(stdout) == 0
                  ? error.what()
                  : fmt::format("standard output: cannot be written ({})", error.code().message());
  } catch (const std::exception& error) {
    message = error.what();
  }
  const int rank = rank_of_process();
  // What all processes of a job meet, the first tells for all, and its end is theirs.
  if (rank > 0) std::this_thread::sleep_for(std::chrono::seconds(3));
  std::cerr << name << ": " << (rank > 0 ? fmt::format("rank {}: ", rank) : "") << message << '\n';
  end_job(kBadInput);
  return kBadInput;
}

}  // namespace ravine
