// Time and error of each gradient source. Cases differ in n, the cost of a value, the backend and
// its threads, the step, and the noise of the function. A case computes one gradient per iteration.
// What is made once per run (workspace, threads) is not timed. Google Benchmark's flags all work.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "benchmarks/benchmark_main.h"
#include "benchmarks/contender.h"
#include "benchmarks/differentiated.h"
#include "benchmarks/short_spins.h"

namespace ravine {
namespace {

struct Where {
  std::string backend;
  int threads;
};

const Where kSerial{"serial", 1};
// Of no backend.
const Where kBareThreads{"bare", 2};

void measure(benchmark::State& state, const std::string& source, const std::string& name, Index n,
             const Where& where) {
  const Differentiated function = make_differentiated(name, n);
  const Contender contender = make_contender(source, function, where.backend, where.threads);
  VectorXd gradient(n);
  contender.compute(gradient);
  for (auto iteration : state) {
    contender.compute(gradient);
    benchmark::DoNotOptimize(gradient.data());
  }
  const auto evaluations = static_cast<double>(contender.evaluations);
  state.counters["evaluations"] = evaluations;
  state.counters["seconds_per_evaluation"] = benchmark::Counter(
      evaluations, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
  const double error = (gradient - function.exact).norm() / function.exact.norm();
  state.counters["relative_error"] = error;
  if (contender.error_estimate) {
    state.counters["error_estimate"] = contender.error_estimate() / function.exact.norm();
  }
}

class Cases {
 public:
  /// Adds a case unless it is there already.
  void add(const std::string& source, const std::string& function, Index n,
           const Where& where = kSerial) {
    const std::string name = fmt::format("gradients/{}/{}/n:{}/{}:{}", source, function, n,
                                         where.backend, where.threads);
    const auto same = [&](const BenchmarkCase& one) { return one.name == name; };
    if (std::any_of(cases_.begin(), cases_.end(), same)) return;
    cases_.push_back(
        {name, [=](benchmark::State& state) { measure(state, source, function, n, where); }});
  }
  const std::vector<BenchmarkCase>& all() const { return cases_; }

 private:
  std::vector<BenchmarkCase> cases_;
};

std::vector<Where> parallel(const std::vector<int>& threads) {
  std::vector<Where> all;
  for (const int count : threads) {
    if (count == 1) continue;
    all.push_back({"openmp", count});
    all.push_back({"tbb", count});
  }
  return all;
}

// Chained Rosenbrock of 1,000 coordinates, the function that the limits are set for.
void add_limits(Cases& cases, const std::vector<Where>& parallel) {
  cases.add("bare_loop", "rosenbrock_opaque", 1000);
  cases.add("bare_threads", "rosenbrock_opaque", 1000, kBareThreads);
  if (has_ceres()) cases.add("ceres_central", "rosenbrock_opaque", 1000);
  for (const char* function : {"rosenbrock_opaque", "rosenbrock_batched", "rosenbrock"}) {
    cases.add("centered", function, 1000);
    for (const Where& where : parallel) cases.add("centered", function, 1000, where);
  }
}

void add_dimensions(Cases& cases) {
  for (const Index n : {2, 10, 100, 1000}) {
    for (const char* source : {"analytic", "autodiff", "complex_step"}) {
      cases.add(source, "rosenbrock", n);
    }
    for (const char* source : {"forward", "centered", "centered4", "ridders"}) {
      for (const char* function : {"rosenbrock_opaque", "rosenbrock_batched", "rosenbrock"}) {
        cases.add(source, function, n);
      }
    }
  }
}

// Where serial and parallel cross: dimension times cost of a value.
void add_costs(Cases& cases, const std::vector<Where>& parallel) {
  const std::vector<std::pair<const char*, std::vector<Index>>> sizes = {
      {"busy_100ns", {2, 8, 32, 128, 512, 2048}},
      {"busy_1us", {2, 8, 32, 128, 512}},
      {"busy_10us", {2, 8, 32, 128}},
      {"busy_1ms", {2, 8, 32}}};
  for (const auto& [function, dimensions] : sizes) {
    for (const Index n : dimensions) {
      cases.add("bare_loop", function, n);
      cases.add("bare_threads", function, n, kBareThreads);
      cases.add("centered", function, n);
      for (const Where& where : parallel) cases.add("centered", function, n, where);
    }
  }
}

// The error against h: the slope before round-off is the order of the formula.
void add_steps(Cases& cases) {
  for (const char* source : {"forward", "centered", "centered4"}) {
    for (int exponent = 2; exponent <= 40; exponent += 2) {
      cases.add(fmt::format("{}:h={}", source, std::exp2(-exponent)), "levy_batched", 10);
    }
  }
}

// The error against evaluations and time, on a smooth function and with noise on its values. What
// the function says of its terms is left out, since noise covers the whole.
void add_noises(Cases& cases) {
  for (const char* source : {"complex_step", "autodiff", "analytic"}) cases.add(source, "levy", 10);
  for (const char* source : {"forward", "centered", "centered4", "ridders"}) {
    cases.add(source, "levy_batched", 10);
  }
  for (const char* noise : {"1e-12", "1e-09", "1e-06", "1e-03"}) {
    const std::string function = fmt::format("levy:additive_noise={}", noise);
    for (const char* source : {"forward", "centered", "centered4", "ridders"}) {
      cases.add(source, function, 10);
    }
    cases.add(fmt::format("forward:noise={}", noise), function, 10);
    cases.add(fmt::format("centered:noise={}", noise), function, 10);
  }
}

int run(int argc, char** argv) {
  BenchmarkFlags flags = take_benchmark_flags(argc, argv, "0.1");
  std::vector<int> threads = {1, 2};
  CLI::App app("Time and error of gradient sources", "gradients");
  app.option_defaults()->always_capture_default();
  app.add_option("--threads", threads, "numbers of threads to run each backend with")
      ->delimiter(',')
      ->check(CLI::PositiveNumber);
  if (const auto status = parse(app, flags)) return *status;
  Cases cases;
  add_limits(cases, parallel(threads));
  add_dimensions(cases);
  add_costs(cases, parallel(threads));
  add_steps(cases);
  add_noises(cases);
  return run_cases(flags, cases.all());
}

}  // namespace
}  // namespace ravine

int main(int argc, char** argv) {
  ravine::let_waiting_threads_sleep(argv);
  return ravine::guarded("gradients", ravine::run, argc, argv);
}
