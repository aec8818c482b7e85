// What a step costs beside its evaluation: `overhead/<method>/<way>`, one call of many steps on the
// 2-D Rosenbrock function with its analytic gradient. `bare` is a loop written by hand. `oracle`
// takes the same steps through minimize(), which counts, compares and judges them. `trace` also
// keeps the trace. `overhead/gradient_descent/evaluation:1us/...` is the same with evaluations of a
// microsecond. The counter `seconds_per_step` is what is compared; the first point, a few
// allocations and the look-up of names are shared by 10^5 steps. `overhead/core` tells whether
// others used the core as well (core_share.h).
#include <benchmark/benchmark.h>

#include <CLI/CLI.hpp>
#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "benchmarks/benchmark_main.h"
#include "benchmarks/core_share.h"
#include "benchmarks/short_spins.h"
#include "ravine/catalog.h"
#include "ravine/minimize.h"

namespace ravine {
namespace {

constexpr Index kSteps = 100'000;

/// Rosenbrock's function, after `work` rounds that stand for a costlier one.
struct Rosenbrock {
  int work = 0;

  double operator()(const VectorXd& x, VectorXd* gradient) const {
    double spent = 0.0;
    for (int i = 0; i < work; ++i) benchmark::DoNotOptimize(spent += x[0]);
    const double valley = x[1] - x[0] * x[0];
    const double rest = 1.0 - x[0];
    if (gradient != nullptr) {
      (*gradient)[0] = -400.0 * x[0] * valley - 2.0 * rest;
      (*gradient)[1] = 200.0 * valley;
    }
    return 100.0 * valley * valley + rest * rest;
  }
};

VectorXd start() { return Eigen::Vector2d(-1.2, 1.0); }

// Steps so short that no run converges before its budget is spent.
constexpr double kStep = 1e-6;

double bare_gradient_descent(const Rosenbrock& f) {
  VectorXd x = start();
  VectorXd gradient(2);
  double value = 0.0;
  for (Index t = 0; t < kSteps; ++t) {
    value = f(x, &gradient);
    x -= kStep * gradient;
  }
  return value;
}

double bare_adam(const Rosenbrock& f) {
  VectorXd x = start();
  VectorXd gradient(2);
  Eigen::ArrayXd mean = Eigen::ArrayXd::Zero(2);
  Eigen::ArrayXd squares = Eigen::ArrayXd::Zero(2);
  double power1 = 1.0;
  double power2 = 1.0;
  double value = 0.0;
  for (Index t = 0; t < kSteps; ++t) {
    value = f(x, &gradient);
    power1 *= 0.9;
    power2 *= 0.999;
    mean = 0.9 * mean + 0.1 * gradient.array();
    squares = 0.999 * squares + 0.001 * gradient.array().square();
    x.array() -= kStep / (1.0 - power1) * mean / ((squares / (1.0 - power2)).sqrt() + 1e-8);
  }
  return value;
}

double by_name(const std::string& method, const Rosenbrock& f, bool trace) {
  return minimize(f, start(),
                  {.method = method + ":step=1e-6",
                   .max_evaluations = kSteps,
                   .gradient_tolerance = 0.0,
                   .trace = trace})
      .value;
}

void add(std::vector<BenchmarkCase>& cases, const std::string& name,
         const std::function<double()>& run) {
  cases.push_back({"overhead/" + name, [run](benchmark::State& state) {
                     for (auto iteration : state) benchmark::DoNotOptimize(run());
                     state.counters["seconds_per_step"] =
                         benchmark::Counter(static_cast<double>(kSteps),
                                            benchmark::Counter::kIsIterationInvariantRate |
                                                benchmark::Counter::kInvert);
                   }});
}

void add_ways(std::vector<BenchmarkCase>& cases, const std::string& name, const std::string& method,
              double (*bare)(const Rosenbrock&), Rosenbrock f) {
  add(cases, name + "/bare", [=] { return bare(f); });
  add(cases, name + "/oracle", [=] { return by_name(method, f, false); });
  add(cases, name + "/trace", [=] { return by_name(method, f, true); });
}

int run(int argc, char** argv) {
  BenchmarkFlags flags = take_benchmark_flags(argc, argv, "0.2");
  CLI::App app("What a step costs beside its evaluation", "overhead");
  if (const auto status = parse(app, flags)) return *status;
  std::vector<BenchmarkCase> cases;
  add_ways(cases, "gradient_descent", "gradient_descent", bare_gradient_descent, {});
  add_ways(cases, "adam", "adam", bare_adam, {});
  // A microsecond is some 700 dependent additions of 4 cycles each.
  add_ways(cases, "gradient_descent/evaluation:1us", "gradient_descent", bare_gradient_descent,
           {700});
  cases.push_back(core_share("overhead"));
  return run_cases(flags, cases);
}

}  // namespace
}  // namespace ravine

int main(int argc, char** argv) {
  ravine::let_waiting_threads_sleep(argv);
  return ravine::guarded("overhead", ravine::run, argc, argv);
}
