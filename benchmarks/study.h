// One convergence run: its problem, its target, and its counters.
#pragma once

#include <benchmark/benchmark.h>

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "ravine/check_gradient.h"
#include "ravine/optimizer.h"
#include "ravine/options.h"
#include "ravine/problem.h"
#include "ravine/spec.h"
#include "record/run.h"

namespace ravine {

/// What every run of a comparison shares.
struct StudyOptions {
  double gap = 1e-7;  ///< the target: f - f* <= gap (f(x0) - f*)
  Index max_evaluations = 20000;
  double max_seconds = std::numeric_limits<double>::infinity();
  Index batch_size = 0;
  double gradient_tolerance = Options().gradient_tolerance;
  double value_tolerance = Options().value_tolerance;
};

/// The problems of a comparison, made once, and the runs on them.
class Study {
 public:
  /// `methods`, which is kept by reference, has the methods of all runs.
  Study(StudyOptions options, const Table<Optimizer>& methods)
      : options_(options), methods_(methods) {}

  /// Appends each finished run to `traces`, which outlives the runs.
  void keep_traces(TraceFile& traces) { traces_ = &traces; }
  /// The same with what each run ended with.
  void keep_parameters(TraceFile& parameters) { parameters_ = &parameters; }

  /// Makes `name` known; `make` is called at once, so that bad input is found before the first run.
  /// `settings` are what it is made of beside its name.
  void add_problem(const std::string& name, const std::function<std::unique_ptr<Problem>()>& make,
                   const std::string& settings = "");

  /// Why the method and the gradient of `run` cannot be used on its problem; empty where they can.
  std::string misfit(const RunCase& run) const;

  /// What `run` depends on beside its name.
  std::string settings(const RunCase& run) const;

  /// Samples per step of `run`; 0 where its method takes the whole objective.
  Index batch_size(const RunCase& run) const;

  /// The gradient that the first step of `run` takes, beside differences.
  GradientCheck check_gradient(const RunCase& run) const;

  /// Runs `run` once an iteration, timed by the clean clock, and appends its trace.
  void measure(benchmark::State& state, const RunCase& run);

 private:
  const Problem& problem(const RunCase& run) const { return *problems_.at(run.problem); }
  RunContext context(const RunCase& run, const VectorXd& start) const;

  StudyOptions options_;
  const Table<Optimizer>& methods_;
  TraceFile* traces_ = nullptr;      // none are kept
  TraceFile* parameters_ = nullptr;  // likewise
  std::map<std::string, std::unique_ptr<Problem>> problems_;
  std::map<std::string, std::string> problem_settings_;
};

}  // namespace ravine
