// How both kinds of gradient scale over threads: the whole of a risk's data, and finite
// differences.
//
// Strong scaling keeps the problem and adds threads; weak scaling gives each thread as much. Cases
// of one `what` and backend are run with rising numbers of threads and are compared with the first.
// Measured: one evaluation, warm. Not measured: the start of threads, and loading. Mini-batches are
// measured beside a busy neighbour too, as on machines that others use.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <stop_token>
#include <thread>

#include "benchmarks/benchmark_main.h"
#include "benchmarks/pure_read.h"
#include "benchmarks/short_spins.h"
#include "benchmarks/timing.h"
#include "core/random.h"
#include "gradient/gradient_source.h"
#include "model/empirical_risk.h"
#include "ravine/catalog.h"
#include "ravine/function.h"

namespace ravine {
namespace {

/// A problem that is made for a number of threads and evaluated on as many.
struct Load {
  std::function<void(const Executor&)> evaluate;
  std::vector<std::span<const std::byte>> memory = {};  ///< what it reads; none: bound by work
};

struct Workload {
  std::string what;
  bool weak;
  std::function<Load(int threads)> make;
};

/// Seconds by threads.
using Times = std::map<int, double>;

/// The share s of T(p) = T(1) (s + (1 - s) / p) that fits the times best in least squares (Amdahl
/// 1967): with u = 1 - 1/p, T(p) / T(1) - 1/p = s u.
double serial_fraction(const Times& times) {
  double above = 0.0;
  double below = 0.0;
  for (const auto& [threads, seconds] : times) {
    const double u = 1.0 - 1.0 / threads;
    above += u * (seconds / times.at(1) - 1.0 / threads);
    below += u * u;
  }
  return below > 0.0 ? std::max(0.0, above / below) : 0.0;
}

void measure(benchmark::State& state, const Workload& workload, const ExecutorName& name,
             Times& times) {
  const auto executor = name.make();
  const Load load = workload.make(name.threads);
  const PureRead read(*executor, load.memory);
  load.evaluate(*executor);
  std::vector<double> seconds;
  std::vector<double> reads;
  for (auto iteration : state) {
    seconds.push_back(seconds_of([&] { load.evaluate(*executor); }));
    if (load.memory.empty()) continue;
    state.PauseTiming();
    reads.push_back(seconds_of([&] { benchmark::DoNotOptimize(read()); }));
    state.ResumeTiming();
  }
  const double time = median(seconds);
  times[name.threads] = time;
  state.counters["median_seconds"] = time;
  // The roofline of what is bound by memory: the rate of a read with the same threads.
  if (!reads.empty()) state.counters["bandwidth_share"] = median(reads) / time;
  if (!times.contains(1)) return;
  const double speedup = times.at(1) / time * (workload.weak ? name.threads : 1);
  state.counters["efficiency"] = speedup / name.threads;
  if (!workload.weak) state.counters["serial_fraction"] = serial_fraction(times);
}

/// The risk of a loss on `samples` rows of 784 normal features.
Load risk_load(const std::string& loss, const std::string& model, Index samples) {
  Random random(1, Random::Stream::kData);
  RowMatrix x(samples, 784);
  for (double& value : x.reshaped()) value = random.uniform(0.0, 1.0);
  const auto data = std::make_shared<DataSet>();
  data->labels.resize(samples);
  const Index classes = model == "linear" ? 2 : 10;
  for (Index i = 0; i < samples; ++i) data->labels[i] = static_cast<double>(i % classes);
  data->features = Features(std::move(x));
  const auto risk = std::make_shared<EmpiricalRisk>(
      data, losses().make(loss), *models().make(model), EmpiricalRisk::Options{});
  return {[risk, theta = VectorXd::Constant(risk->dimension(), 0.001),
           gradient = VectorXd()](const Executor& executor) mutable {
            benchmark::DoNotOptimize(risk->value_and_gradient_on(executor, theta, gradient));
          },
          data->features.memory()};
}

/// Central differences of the chained Rosenbrock function in n variables (Moré, Garbow & Hillstrom
/// 1981, no. 21). It is given as a user would give it, as a callable that the library cannot see
/// into.
Load centered_load(Index n) {
  const auto function = [](const VectorXd& x) {
    double sum = 0.0;
    for (Index i = 0; i + 1 < x.size(); ++i) {
      const double valley = x[i + 1] - x[i] * x[i];
      const double along = 1.0 - x[i];
      sum += 100.0 * valley * valley + along * along;
    }
    return sum;
  };
  return {[function, n,
           source = std::shared_ptr<GradientSource>(gradient_sources().make("centered")),
           gradient = VectorXd()](const Executor& executor) mutable {
    const FunctionObjective objective(function, n);
    Probes probes;
    source->gradient(objective, executor, VectorXd::Constant(n, 0.5), std::nullopt, gradient,
                     probes);
  }};
}

std::vector<Workload> workloads() {
  constexpr Index kSamples = 60'000;
  constexpr Index kSamplesAThread = 20'000;
  return {
      {"strong_logistic", false, [](int) { return risk_load("logistic", "linear", kSamples); }},
      {"strong_softmax", false,
       [](int) { return risk_load("cross_entropy", "softmax_linear", kSamples); }},
      {"weak_logistic", true,
       [](int threads) { return risk_load("logistic", "linear", kSamplesAThread * threads); }},
      {"weak_softmax", true,
       [](int threads) {
         return risk_load("cross_entropy", "softmax_linear", kSamplesAThread * threads);
       }},
      {"strong_centered", false, [](int) { return centered_load(1000); }},
      // n evaluations of n terms each: as much work a thread with n as the root of the threads.
      {"weak_centered", true,
       [](int threads) {
         return centered_load(std::lround(1000.0 * std::sqrt(static_cast<double>(threads))));
       }},
  };
}

/// Mini-batch gradients of a perceptron, one after the other as a method takes them, while another
/// thread keeps a core busy.
void measure_beside_a_neighbour(benchmark::State& state, const ExecutorName& name) {
  constexpr int kSteps = 100;
  const auto executor = name.make();
  const Load load = risk_load("cross_entropy", "perceptron:hidden=64", 128);
  load.evaluate(*executor);
  const std::jthread neighbour([](const std::stop_token& stop) {
    for (std::uint64_t turns = 0; !stop.stop_requested(); ++turns) {
      benchmark::DoNotOptimize(turns);
    }
  });
  std::vector<double> seconds;
  for (auto iteration : state) {
    seconds.push_back(seconds_of([&] {
      for (int step = 0; step < kSteps; ++step) load.evaluate(*executor);
    }));
  }
  state.counters["seconds_per_step"] = median(seconds) / kSteps;
}

int run(int argc, char** argv) {
  BenchmarkFlags flags = take_benchmark_flags(argc, argv, "0.3");
  CLI::App app("Strong and weak scaling of gradients over threads", "scaling");
  if (const auto status = parse(app, flags)) return *status;
  const std::vector<Workload> all = workloads();
  std::map<std::string, Times> times;
  std::vector<BenchmarkCase> cases;
  for (const Workload& workload : all) {
    for (const ExecutorName& executor : every_executor()) {
      if (executor.backend == "serial") continue;  // the backends' first
      Times& own = times[workload.what + executor.backend];
      cases.push_back({fmt::format("scaling/{}/{}", workload.what, executor.text()),
                       [&workload, executor, &own](benchmark::State& state) {
                         measure(state, workload, executor, own);
                       }});
    }
  }
  for (const ExecutorName& executor :
       {ExecutorName{"serial", 1}, ExecutorName{"openmp", 2}, ExecutorName{"tbb", 2},
        ExecutorName{"openmp", 8}, ExecutorName{"tbb", 8}}) {
    cases.push_back(
        {fmt::format("scaling/beside_a_neighbour/{}", executor.text()),
         [executor](benchmark::State& state) { measure_beside_a_neighbour(state, executor); }});
  }
  return run_cases(flags, cases);
}

}  // namespace
}  // namespace ravine

int main(int argc, char** argv) {
  ravine::let_waiting_threads_sleep(argv);
  return ravine::guarded("scaling", ravine::run, argc, argv);
}
