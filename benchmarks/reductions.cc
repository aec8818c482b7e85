// The value and gradient of empirical risks on whole data sets, beside the limit of the machine:
// the fastest read of the same bytes.
//
// Measured: one evaluation of value and gradient through EmpiricalRisk, on Fashion-MNIST (60,000 x
// 784) and on sparse synthetic data. Losses of two classes tell the classes 0 to 4 of Fashion-MNIST
// from 5 to 9. Not measured: loading, the start of threads, and the first touch of memory. Where
// the last-level cache holds the data, "memory" is that cache; it is so for the read too.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <cmath>
#include <functional>
#include <map>
#include <stdexcept>

#include "benchmarks/against_limit.h"
#include "benchmarks/bare_products.h"
#include "benchmarks/benchmark_main.h"
#include "benchmarks/core_share.h"
#include "benchmarks/multiply_adds.h"
#include "benchmarks/plain_gradient.h"
#include "benchmarks/pure_read.h"
#include "benchmarks/short_spins.h"
#include "benchmarks/timing.h"
#include "core/random.h"
#include "gradient/gradient_source.h"
#include "model/empirical_risk.h"
#include "ravine/catalog.h"
#include "ravine/minimize.h"
#include "ravine/oracle.h"

namespace ravine {
namespace {

const std::vector<std::pair<Precision, std::string>> kPrecisions = {{Precision::kDouble, "double"},
                                                                    {Precision::kFloat, "float"}};

/// One data set in each precision, made when it is first asked for.
class Data {
 public:
  explicit Data(std::function<DataSet()> make) : make_(std::move(make)) {}

  const std::shared_ptr<DataSet>& in(Precision precision) {
    auto& data = stored_[precision];
    if (!data) {
      data = std::make_shared<DataSet>(make_());
      if (precision == Precision::kFloat) data->features = data->features.stored_as(precision);
    }
    return data;
  }

 private:
  std::function<DataSet()> make_;
  std::map<Precision, std::shared_ptr<DataSet>> stored_;
};

DataSet fashion_mnist() { return std::move(*data_sets().make("fashion_mnist")); }

/// n x d with a share 1/100 of entries: one in each hundred columns of a row.
DataSet sparse_synthetic() {
  constexpr Index kSamples = 1'000'000;
  constexpr Index kFeatures = 10'000;
  constexpr Index kGap = 100;
  Random random(1, Random::Stream::kData);
  SparseRows rows(kSamples, kFeatures);
  rows.reserve(kSamples * (kFeatures / kGap));
  DataSet data;
  data.labels.resize(kSamples);
  for (Index i = 0; i < kSamples; ++i) {
    rows.startVec(i);
    for (Index j = 0; j < kFeatures; j += kGap) {
      rows.insertBack(i, j + random.below(kGap)) = random.uniform(-1.0, 1.0);
    }
    data.labels[i] = static_cast<double>(i % 2);
  }
  rows.finalize();
  data.features = Features(std::move(rows));
  data.origin = "sparse synthetic data";
  return data;
}

/// A loss with the model that it is measured on.
struct Reduction {
  std::string name;  ///< as in case names
  std::string loss;
  std::string model;
  bool two_classes;
};
const std::vector<Reduction> kReductions = {
    {"square", "square", "linear", false},
    {"hinge", "hinge", "linear", true},
    {"squared_hinge", "squared_hinge", "linear", true},
    {"logistic", "logistic", "linear", true},
    {"cross_entropy", "cross_entropy", "softmax_linear", false},
    {"perceptron", "cross_entropy", "perceptron:hidden=64", false},
};
const Reduction kSparseReduction{"sparse_logistic", "logistic", "linear", false};

/// What `make(loss, model)` returns, on labels of two classes where the reduction asks for them.
/// Labels are looked at only there, so that all reductions share one matrix.
template <class Make>
auto with_labels(const Reduction& reduction, DataSet& data, Make&& make) {
  const VectorXd labels = data.labels;
  if (reduction.two_classes) data.labels = (labels.array() >= 5.0).cast<double>();
  const auto model = models().make(reduction.model);
  auto made = make(losses().make(reduction.loss), *model);
  data.labels = labels;
  return made;
}

std::unique_ptr<EmpiricalRisk> make(const Reduction& reduction,
                                    const std::shared_ptr<DataSet>& data) {
  return with_labels(reduction, *data, [&](std::unique_ptr<Loss> loss, const Architecture& model) {
    return std::make_unique<EmpiricalRisk>(data, std::move(loss), model, EmpiricalRisk::Options{});
  });
}

PlainGradient make_plain(const Reduction& reduction, const std::shared_ptr<DataSet>& data) {
  return with_labels(reduction, *data, [&](std::unique_ptr<Loss> loss, const Architecture& model) {
    return PlainGradient(data, std::move(loss), model.outputs());
  });
}

/// Parameters that are not at rest, so that every loss has work to do.
VectorXd parameters(const Objective& risk) {
  Random random(1, Random::Stream::kModel);
  VectorXd theta(risk.dimension());
  for (double& entry : theta) entry = 0.01 * random.normal();
  return theta;
}

void measure_risk(benchmark::State& state, const EmpiricalRisk& risk, const ExecutorName& name) {
  const auto executor = name.make();
  const VectorXd theta = parameters(risk);
  VectorXd gradient;
  measure_against_limit(state, risk.data().features, *executor, [&] {
    benchmark::DoNotOptimize(risk.value_and_gradient_on(*executor, theta, gradient));
  });
}

/// Throws std::runtime_error where two ways to one gradient differ by more than their roundings.
void expect_same(double value, const VectorXd& gradient, double other_value,
                 const VectorXd& other_gradient) {
  constexpr double kTolerance = 1e-10;
  const double error = (gradient - other_gradient).norm() / gradient.norm();
  if (!(error <= kTolerance) || !(std::abs(value - other_value) <= kTolerance * std::abs(value))) {
    throw std::runtime_error(fmt::format(
        "plain gradient: expected the value {} with a relative error of the gradient of "
        "at most {}, got {} with {}",
        value, kTolerance, other_value, error));
  }
}

/// The same gradient as one would write it with Eigen, once it is found to be the same.
void measure_plain(benchmark::State& state, const Reduction& reduction,
                   const std::shared_ptr<DataSet>& data, const ExecutorName& name) {
  const auto executor = name.make();
  const auto risk = make(reduction, data);
  PlainGradient plain = make_plain(reduction, data);
  const VectorXd theta = parameters(*risk);
  VectorXd own;
  VectorXd gradient;
  const double value = risk->value_and_gradient_on(*executor, theta, own);
  expect_same(value, own, plain(*executor, theta, gradient), gradient);
  measure_against_limit(state, data->features, *executor,
                        [&] { benchmark::DoNotOptimize(plain(*executor, theta, gradient)); });
}

/// The same work on as many samples, which repeat a few rows that fit into a core's own cache. It
/// shows what a gradient takes when memory is no limit.
void measure_in_cache(benchmark::State& state, const EmpiricalRisk& risk,
                      const ExecutorName& name) {
  constexpr std::size_t kBytes = 192 * 1024;
  const auto executor = name.make();
  const Features& features = risk.data().features;
  const auto rows = static_cast<std::size_t>(risk.terms());
  const std::size_t cached = std::max<std::size_t>(kBytes * rows / features.bytes(), 1);
  std::vector<Index> terms(rows);
  for (std::size_t i = 0; i < rows; ++i) terms[i] = static_cast<Index>(i % cached);
  const VectorXd theta = parameters(risk);
  VectorXd gradient;
  measure_against_limit(state, features, *executor, [&] {
    benchmark::DoNotOptimize(risk.batch_value_and_gradient(*executor, terms, theta, gradient));
  });
}

void measure_read(benchmark::State& state, const Features& features, const ExecutorName& name) {
  const auto executor = name.make();
  const PureRead read(*executor, features.memory());
  measure_against_limit(state, features, *executor, [&] { benchmark::DoNotOptimize(read()); });
}

/// A pass that does as much as the products of a network of `widths`.
void measure_flops(benchmark::State& state, const DataSet& data, const std::vector<Index>& widths,
                   const Executor& executor, const std::function<void(double)>& pass) {
  const double work = flops(data.features, widths);
  measure_against_limit(state, data.features, executor, [&] { pass(work); });
  state.counters["flops_per_second"] = work / state.counters["median_seconds"].value;
}

void measure_products(const std::string& library, benchmark::State& state, const DataSet& data,
                      const std::vector<Index>& widths, const ExecutorName& name) {
  const auto executor = name.make();
  const auto products = make_bare_products(library, data.features, widths);
  measure_flops(state, data, widths, *executor, [&](double) { products->run(*executor); });
}

/// As many multiplications and additions with nothing read.
void measure_multiply_adds(benchmark::State& state, const DataSet& data,
                           const std::vector<Index>& widths, const ExecutorName& name) {
  const auto executor = name.make();
  measure_flops(state, data, widths, *executor,
                [&](double work) { multiply_and_add(*executor, work); });
}

/// One gradient of softmax on iris (150 x 4, three kinds) as a method asks for it: counted, checked
/// and compared with the best. It fits one chunk, so no backend wakes a thread.
void measure_iris(benchmark::State& state, const ExecutorName& name) {
  const auto data = std::make_shared<DataSet>(std::move(*data_sets().make("iris")));
  const auto risk = make(kReductions[4], data);
  const auto executor = name.make();
  const auto source = gradient_sources().make("analytic");
  const Options options{.max_evaluations = std::numeric_limits<Index>::max()};
  Oracle oracle(*risk, source.get(), *executor, options, 0);
  const VectorXd theta = parameters(*risk);
  VectorXd gradient;
  double value = 0.0;
  for (auto iteration : state) {
    benchmark::DoNotOptimize(oracle.value_and_gradient(theta, value, gradient));
  }
  state.counters["samples_per_second"] = benchmark::Counter(
      static_cast<double>(data->samples() * state.iterations()), benchmark::Counter::kIsRate);
}

/// An epoch of stochastic gradient descent, one shuffled sample a step. `samples_per_second` is by
/// the run's clean clock, which excludes the whole values that the monitor takes at the end of an
/// epoch. The case's own time includes them.
void measure_steps(benchmark::State& state, const std::shared_ptr<DataSet>& data) {
  const auto risk = make(kReductions[3], data);
  const Options options{
      .method = "sgd:step=0.001", .batch_size = 1, .max_evaluations = risk->terms()};
  double least = std::numeric_limits<double>::infinity();
  Index steps = 0;
  for (auto iteration : state) {
    const Result result = minimize(*risk, risk->start(1), options);
    least = std::min(least, result.seconds);
    steps = result.f_evals;
  }
  state.counters["samples_per_second"] = static_cast<double>(steps) / least;
}

struct AllData {
  Data images{fashion_mnist};
  Data sparse{sparse_synthetic};
};

/// A gradient of the risk, and its work in cache.
void add_risk(Data& data, Precision precision, const Reduction& reduction,
              const ExecutorName& executor, const std::string& place,
              std::vector<BenchmarkCase>& cases) {
  const auto add = [&](const std::string& name, const auto& measure) {
    cases.push_back({"reductions/" + name + place,
                     [&data, &reduction, precision, executor, measure](auto& state) {
                       measure(state, *make(reduction, data.in(precision)), executor);
                     }});
  };
  add(reduction.name, measure_risk);
  add(reduction.name + "_in_cache", measure_in_cache);
}

void add_images(AllData& all, std::vector<BenchmarkCase>& cases) {
  for (const auto& [precision, word] : kPrecisions) {
    for (const ExecutorName& executor : every_executor()) {
      const std::string place = fmt::format("/{}/{}", word, executor.text());
      cases.push_back({"reductions/read" + place,
                       [&all, precision = precision, executor](benchmark::State& state) {
                         measure_read(state, all.images.in(precision)->features, executor);
                       }});
      for (const Reduction& reduction : kReductions) {
        add_risk(all.images, precision, reduction, executor, place, cases);
        if (reduction.name == "perceptron") continue;  // whose model is no single product
        cases.push_back({"reductions/plain_" + reduction.name + place,
                         [&all, &reduction, precision = precision, executor](auto& state) {
                           measure_plain(state, reduction, all.images.in(precision), executor);
                         }});
      }
    }
  }
}

void add_products(AllData& all, std::vector<BenchmarkCase>& cases) {
  const std::vector<std::pair<std::string, std::vector<Index>>> kNetworks = {
      {"two_passes", {784, 1}},
      {"softmax_products", {784, 10}},
      {"perceptron_products", {784, 64, 10}}};
  for (const ExecutorName& executor : every_executor()) {
    if (executor.backend == "tbb") continue;  // the products are the same
    const auto add = [&](const std::string& name, const std::vector<Index>& widths,
                         const auto& measure) {
      cases.push_back({fmt::format("reductions/{}/double/{}", name, executor.text()),
                       [&all, measure, widths, executor](benchmark::State& state) {
                         measure(state, *all.images.in(Precision::kDouble), widths, executor);
                       }});
    };
    for (const auto& [network, widths] : kNetworks) {
      for (const std::string& library : product_libraries()) {
        add(fmt::format("{}_{}", network, library), widths,
            std::bind_front(measure_products, library));
      }
      add("multiply_adds_of_" + network, widths, measure_multiply_adds);
    }
  }
}

void add_sparse(AllData& all, std::vector<BenchmarkCase>& cases) {
  for (const ExecutorName& executor : every_executor()) {
    cases.push_back({fmt::format("reductions/sparse_read/double/{}", executor.text()),
                     [&all, executor](benchmark::State& state) {
                       measure_read(state, all.sparse.in(Precision::kDouble)->features, executor);
                     }});
    add_risk(all.sparse, Precision::kDouble, kSparseReduction, executor,
             fmt::format("/double/{}", executor.text()), cases);
    if (executor.backend == "tbb") continue;
    cases.push_back({fmt::format("reductions/sparse_two_passes_eigen/double/{}", executor.text()),
                     [&all, executor](benchmark::State& state) {
                       const DataSet& data = *all.sparse.in(Precision::kDouble);
                       measure_products("eigen", state, data, {data.features.cols(), 1}, executor);
                     }});
  }
}

int run(int argc, char** argv) {
  BenchmarkFlags flags = take_benchmark_flags(argc, argv, "0.3");
  CLI::App app("Gradients of empirical risks beside the limit of the machine", "reductions");
  if (const auto status = parse(app, flags)) return *status;
  AllData all;
  std::vector<BenchmarkCase> cases;
  add_images(all, cases);
  add_products(all, cases);
  for (const ExecutorName& executor : every_executor()) {
    cases.push_back({fmt::format("reductions/iris/double/{}", executor.text()),
                     [executor](benchmark::State& state) { measure_iris(state, executor); }});
  }
  for (const auto& [precision, word] : kPrecisions) {
    cases.push_back({fmt::format("reductions/one_sample_steps/{}/serial:1", word),
                     [&all, precision = precision](benchmark::State& state) {
                       measure_steps(state, all.images.in(precision));
                     }});
  }
  add_sparse(all, cases);
  cases.push_back(core_share("reductions"));
  return run_cases(flags, cases);
}

}  // namespace
}  // namespace ravine

int main(int argc, char** argv) {
  ravine::let_waiting_threads_sleep(argv);
  return ravine::guarded("reductions", ravine::run, argc, argv);
}
