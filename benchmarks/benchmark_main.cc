#include "benchmarks/benchmark_main.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <regex>
#include <stdexcept>

#include "benchmarks/fingerprint.h"
#include "benchmarks/reporter.h"

namespace ravine {
namespace {

std::string partial(const BenchmarkFlags& flags) { return flags.out + ".partial"; }

/// A check that takes a text that is one whole `Number`, and a right one.
template <class Number, class Predicate>
CLI::Validator number_check(const std::string& expected, Predicate is_right) {
  const auto check = [=](const std::string& text) -> std::string {
    Number value{};
    const char* const end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, value);
    if (parsed.ec == std::errc() && parsed.ptr == end && is_right(value)) return {};
    return fmt::format("expected {}, got '{}'", expected, text);
  };
  return CLI::Validator(check, "");
}

}  // namespace

BenchmarkFlags take_benchmark_flags(int argc, char** argv, const std::string& min_time) {
  BenchmarkFlags flags;
  bool own_min_time = true;
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
      if (value_of("--benchmark_min_time")) own_min_time = false;
      if (value_of("--benchmark_format")) flags.own_display = false;
      flags.rest.push_back(argument);
    }
  }
  if (own_min_time) flags.rest.insert(flags.rest.begin() + 1, "--benchmark_min_time=" + min_time);
  return flags;
}

CLI::Validator number_from(double low) {
  return number_check<double>(fmt::format("a number of at least {}", low),
                              [=](double value) { return value >= low && std::isfinite(value); });
}

CLI::Validator number_above(double low) {
  return number_check<double>(fmt::format("a number above {}", low),
                              [=](double value) { return value > low && std::isfinite(value); });
}

CLI::Validator whole_number(std::int64_t low, std::int64_t high) {
  return number_check<std::int64_t>(
      fmt::format("a whole number in [{}, {}]", low, high),
      [=](std::int64_t value) { return low <= value && value <= high; });
}

std::optional<int> parse(CLI::App& app, BenchmarkFlags& flags) {
  // Google Benchmark answers these with its own flags alone, and exits.
  const auto asks_for_help = [](const std::string& a) { return a == "--help" || a == "-h"; };
  if (std::any_of(flags.rest.begin(), flags.rest.end(), asks_for_help)) {
    fmt::print("{}\nFlags of Google Benchmark:\n", app.help());
    std::fflush(stdout);
    benchmark::PrintDefaultHelp();
    return EXIT_SUCCESS;
  }
  if (!flags.out.empty()) flags.rest.push_back("--benchmark_out=" + partial(flags));
  std::vector<char*> arguments;
  for (std::string& argument : flags.rest) arguments.push_back(argument.data());
  int count = static_cast<int>(arguments.size());
  benchmark::Initialize(&count, arguments.data());
  try {
    app.parse(count, arguments.data());
  } catch (const CLI::CallForHelp& help) {
    return app.exit(help);
  } catch (const CLI::ParseError& error) {
    throw std::invalid_argument(error.what());
  }
  return std::nullopt;
}

bool keeps(const BenchmarkFlags& flags, const std::string& name) {
  const bool negative = flags.filter.rfind('-', 0) == 0;
  return std::regex_search(name, std::regex(flags.filter.substr(negative ? 1 : 0))) != negative;
}

void run_registered(const BenchmarkFlags& flags,
                    std::unique_ptr<benchmark::BenchmarkReporter> display) {
  // The default one is made once, whoever asks for it.
  if (display == nullptr || !flags.own_display) {
    display.reset(benchmark::CreateDefaultDisplayReporter());
  }
  add_fingerprint();
  PlainNames plain_display(std::move(display));
  if (flags.out.empty()) {
    benchmark::RunSpecifiedBenchmarks(&plain_display);
    return;
  }
  if (!std::ofstream(partial(flags))) {
    throw std::invalid_argument(fmt::format("{}: cannot be written", flags.out));
  }
  PlainNames plain_file(std::make_unique<benchmark::JSONReporter>());
  benchmark::RunSpecifiedBenchmarks(&plain_display, &plain_file);
  std::filesystem::rename(partial(flags), flags.out);
}

void run_cases(const BenchmarkFlags& flags, const std::vector<BenchmarkCase>& cases) {
  std::size_t kept = 0;
  for (const BenchmarkCase& one : cases) {
    if (!keeps(flags, one.name)) continue;
    ++kept;
    if (flags.list_tests) {
      fmt::print("{}\n", one.name);
      continue;
    }
    benchmark::RegisterBenchmark(one.name.c_str(), one.measure)
        ->UseRealTime()
        ->MeasureProcessCPUTime()
        ->Unit(benchmark::kMicrosecond);
  }
  if (kept == 0) throw std::invalid_argument("no case is left: the filter matches nothing");
  if (flags.list_tests) return;
  run_registered(flags, nullptr);
}

int guarded(const char* name, const std::function<int(int argc, char** argv)>& run, int argc,
            char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::invalid_argument& error) {
    std::cerr << name << ": " << error.what() << '\n';
  } catch (const std::regex_error&) {
    std::cerr << name << ": --benchmark_filter: expected a regular expression\n";
  }
  return 2;
}

}  // namespace ravine
