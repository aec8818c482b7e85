// What all benchmark programs share: Google Benchmark's flags, plain case names, a results file
// that is written whole or not at all, and one line with exit status 2 for bad input.
#pragma once

#include <benchmark/benchmark.h>

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "benchmarks/google_flags.h"

namespace ravine {

/// Gives Google Benchmark its flags and `app` the rest. Returns an exit status where the user asked
/// for help. Throws std::invalid_argument for a flag that neither knows.
std::optional<int> parse(CLI::App& app, BenchmarkFlags& flags);

/// A case of that name, not timed yet in any way. What `measure` throws becomes the case's error,
/// and the other cases are run; after an interrupt no more are. Only where nothing can be written
/// any more (WriteError), `run_registered` throws it at the end.
benchmark::internal::Benchmark* register_case(const std::string& name,
                                              std::function<void(benchmark::State&)> measure);

/// Runs all that is registered, and returns the exit status. Shows it on `display`, or in the
/// format that the user asked for (also where `display` is null). Puts the results file in place
/// once the last case has ended, with the runs of `before` in it too. An interrupt lets the case in
/// progress end. Throws std::invalid_argument where no case can be run, WriteError.
int run_registered(const BenchmarkFlags& flags,
                   std::unique_ptr<benchmark::BenchmarkReporter> display,
                   std::vector<benchmark::BenchmarkReporter::Run> before = {});

/// A case that is timed in real time, with the process's CPU time beside it.
struct BenchmarkCase {
  std::string name;  ///< as in results files, "gradients/centered/rosenbrock/n:1000/openmp:2"
  std::function<void(benchmark::State&)> measure;
};

/// Lists or runs the cases that the filter keeps; the exit status. Throws std::invalid_argument
/// where none is left.
int run_cases(const BenchmarkFlags& flags, const std::vector<BenchmarkCase>& cases);

/// `run`, with whatever it throws told in one line that begins with `name`, and exit status 2.
int guarded(const char* name, const std::function<int(int argc, char** argv)>& run, int argc,
            char** argv);

}  // namespace ravine
