// What the benchmark binaries do alike: Google Benchmark's flags, plain case names, a results file
// that is written whole or not at all, and bad input as one line with exit status 2.
#pragma once

#include <benchmark/benchmark.h>

#include <CLI/CLI.hpp>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ravine {

/// The flags of Google Benchmark that are handled here, since the names that it knows carry a
/// suffix and its results file is written in place.
struct BenchmarkFlags {
  std::string out;                ///< where the results go; empty: nowhere
  std::string filter = ".*";      ///< a regular expression, or "-" and one of what is left out
  bool list_tests = false;        ///< only print the names
  bool own_display = true;        ///< false where the user asked for a format
  std::vector<std::string> rest;  ///< the other arguments, the program's name first
};

/// Takes its flags out of the command line. `min_time` is the time of a case in seconds where the
/// user gives none.
BenchmarkFlags take_benchmark_flags(int argc, char** argv, const std::string& min_time);

/// Checks for the numbers among the flags, which say what was expected.
CLI::Validator number_from(double low);
CLI::Validator number_above(double low);
CLI::Validator whole_number(std::int64_t low,
                            std::int64_t high = std::numeric_limits<std::int64_t>::max());

/// Gives Google Benchmark its flags and `app` the rest. Returns an exit status where the user asked
/// for help. Throws std::invalid_argument for a flag that neither knows.
std::optional<int> parse(CLI::App& app, BenchmarkFlags& flags);

/// True where the flags' filter keeps the case `name`; throws std::regex_error.
bool keeps(const BenchmarkFlags& flags, const std::string& name);

/// Runs all that is registered. Shows it on `display`, or in the format that the user asked for
/// (also where `display` is null), and puts the results file in place once the last case has ended.
void run_registered(const BenchmarkFlags& flags,
                    std::unique_ptr<benchmark::BenchmarkReporter> display);

/// A case that is timed in real time, with the process's CPU time beside it.
struct BenchmarkCase {
  std::string name;  ///< as in results files, "gradients/centered/rosenbrock/n:1000/openmp:2"
  std::function<void(benchmark::State&)> measure;
};

/// Lists or runs the cases that the filter keeps. Throws std::invalid_argument where none is left.
void run_cases(const BenchmarkFlags& flags, const std::vector<BenchmarkCase>& cases);

/// `run`, with its exceptions for bad input told in one line that begins with `name`.
int guarded(const char* name, const std::function<int(int argc, char** argv)>& run, int argc,
            char** argv);

}  // namespace ravine
