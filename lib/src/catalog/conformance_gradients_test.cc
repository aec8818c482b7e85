// What every source of gradients and every backend of the catalogue promises.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "catalog/conformance_test.h"
#include "core/random.h"
#include "data/temporary_file.h"
#include "gradient/source_test.h"
#include "parallel/backend.h"
#include "parallel/executor_test.h"
#include "parallel/ordered.h"

namespace ravine {
namespace {

/// The waves with a gradient of their own. Counts values, of dual numbers one for each direction
/// that they carry, and gradients.
class CountedWaves final : public Waves {
 public:
  using Waves::Waves;
  double value_and_gradient(const VectorXd& x, VectorXd& gradient) const override {
    ++gradients;
    gradient.resize(x.size());
    const auto exact = exact_gradient(x);
    for (Index i = 0; i < x.size(); ++i) {
      gradient[i] = static_cast<double>(exact[static_cast<std::size_t>(i)]);
    }
    return value(x);
  }
  Dual dual_value(const DualVector& x) const override {
    Index directions = 0;
    for (std::size_t k = 0; k < Dual::kDirections; ++k) {
      const bool carried =
          std::any_of(x.begin(), x.end(), [k](const Dual& d) { return d.derivative[k] != 0.0; });
      directions += carried ? 1 : 0;
    }
    calls += directions - 1;  // the evaluation itself counts one
    return Waves::dual_value(x);
  }
  mutable std::atomic<Index> gradients = 0;
};

/// The waves times a number, for any scalar; throws where that is 0.
class SpoiltWaves final : public Objective, public AnyScalar {
 public:
  explicit SpoiltWaves(double factor) : factor_(factor) {}
  Index dimension() const override { return 8; }
  double value(const VectorXd& x) const override { return at(x); }
  Dual dual_value(const DualVector& x) const override { return at(x); }
  Complex complex_value(const ComplexVector& x) const override { return at(x); }
  double value_and_gradient(const VectorXd& x, VectorXd& gradient) const override {
    gradient = VectorXd::Constant(8, factor_);
    return at(x);
  }

 private:
  template <class X>
  typename X::Scalar at(const X& x) const {
    if (factor_ == 0.0) throw std::domain_error("outside");
    return factor_ * waves_at(x);
  }
  double factor_;
};

class EverySource : public testing::TestWithParam<std::string> {
 protected:
  std::vector<std::string> ways() const { return ways_of(gradient_sources().find(GetParam())); }
};

TEST_P(EverySource, IsTheGradient) {
  for (const std::string& way : ways()) {
    for (const Index n : {1, 2, 7, 40}) {
      for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        const CountedWaves f(n);
        const VectorXd x = random_point(n, seed);
        const auto exact = f.exact_gradient(x);
        const VectorXd found = gradient(f, x, {.gradient = way});
        ASSERT_EQ(found.size(), n);
        for (Index i = 0; i < n; ++i) {
          const auto truth = static_cast<double>(exact[static_cast<std::size_t>(i)]);
          EXPECT_NEAR(found[i], truth, 1e-6) << way << ' ' << n;
        }
      }
    }
  }
}

TEST_P(EverySource, CostsWhatItSays) {
  for (const std::string& way : ways()) {
    for (const Index n : {1, 3, 50}) {
      const CountedWaves f(n);
      const VectorXd x = random_point(n, 1);
      const double value = waves_at(x);
      const auto source = gradient_sources().make(way);
      VectorXd result;
      Probes probes;
      const auto expect_cost = [&](GradientCost cost) {
        EXPECT_EQ(f.calls, cost.values) << way << ' ' << n;
        EXPECT_EQ(f.gradients, cost.gradients) << way << ' ' << n;
        f.calls = f.gradients = 0;
      };
      source->gradient(f, serial_executor(), x, value, result, probes);
      expect_cost(source->cost(n, true));
      source->gradient(f, serial_executor(), x, std::nullopt, result, probes);
      expect_cost(source->cost(n, false));
      EXPECT_EQ(source->value_and_gradient(f, serial_executor(), x, result, probes), value);
      expect_cost(source->cost_with_value(n));
    }
  }
}

TEST_P(EverySource, TakesAFunctionOfDoublesOrRefusesItAtNoCost) {
  for (const std::string& way : ways()) {
    const CountedFunction f(3, bowl);
    const std::string message =
        refusal([&] { gradient(f, random_point(3, 1), {.gradient = way}); });
    if (message == "accepted") continue;
    EXPECT_NE(message.find('\'' + Spec(way).name() + '\''), std::string::npos) << message;
    EXPECT_EQ(f.values + f.gradients, 0) << way;
  }
}

TEST_P(EverySource, SameBitsOnEveryBackendForAnyThreadsAndOnASecondCall) {
  for (const std::string& way : ways()) {
    for (const Index n : {1, 2, 3, 61}) {
      const CountedWaves f(n);
      const VectorXd x = random_point(n, 2);
      const VectorXd reference = gradient(f, x, {.gradient = way});
      const auto source = gradient_sources().make(way);
      VectorXd again;
      Probes probes;
      for (const std::uint64_t seed : {9U, 2U}) {
        source->gradient(f, serial_executor(), random_point(n, seed), std::nullopt, again, probes);
      }
      EXPECT_TRUE(same_bits(again, reference)) << way;
      for (const BackendInfo& backend : backends()) {
        for (const int threads : {1, 2, 3, 8}) {
          const VectorXd found =
              gradient(f, x, {.gradient = way, .backend = backend.name, .threads = threads});
          EXPECT_TRUE(same_bits(found, reference)) << way << ' ' << backend.name << ' ' << threads;
        }
      }
    }
  }
}

TEST_P(EverySource, LetsTheFunctionsExceptionThroughFromEveryBackend) {
  for (const std::string& way : ways()) {
    const SpoiltWaves f(0.0);
    for (const BackendInfo& backend : backends()) {
      const GradientOptions options{.gradient = way, .backend = backend.name, .threads = 3};
      EXPECT_THROW(gradient(f, random_point(8, 1), options), std::domain_error) << way;
    }
  }
}

TEST_P(EverySource, PassesNoNumberOffForAGradientWhereTheFunctionHasNone) {
  for (const std::string& way : ways()) {
    for (const double bad : {std::nan(""), std::numeric_limits<double>::infinity()}) {
      const SpoiltWaves f(bad);
      EXPECT_FALSE(gradient(f, random_point(8, 1), {.gradient = way}).allFinite()) << way;
    }
  }
}

TEST_P(EverySource, RefusesPointsAndObjectivesThatHaveNoGradient) {
  const CountedWaves f(3);
  const double nan = std::nan("");
  for (const VectorXd& x : {VectorXd(), VectorXd(2), VectorXd(Eigen::Vector3d(0, nan, 0))}) {
    EXPECT_THROW(gradient(f, x, {.gradient = GetParam()}), std::invalid_argument);
  }
  EXPECT_EQ(f.calls, 0);
  // A loss that is flat wherever it is continuous.
  const auto flat = make_problem("breast_cancer:loss=zero_one");
  const std::string message =
      refusal([&] { gradient(*flat, flat->start(), {.gradient = GetParam()}); });
  EXPECT_NE(message.find("flat wherever it is continuous"), std::string::npos) << message;
}

INSTANTIATE_TEST_SUITE_P(Catalogue, EverySource, testing::ValuesIn(gradient_sources().names()),
                         [](const auto& info) { return info.param; });

std::vector<std::string> backend_names() {
  std::vector<std::string> names;
  for (const BackendInfo& backend : backends()) names.push_back(backend.name);
  return names;
}

class EveryBackend : public testing::TestWithParam<std::string> {};

TEST_P(EveryBackend, KeepsThePromisesOfAnExecutor) {
  for (const int threads : {1, 2, 3, 8}) {
    const auto executor = make_executor(GetParam(), threads);
    EXPECT_EQ(executor->backend(), GetParam());
    EXPECT_GE(executor->threads(), 1);
    EXPECT_LE(executor->threads(), threads);
    expect_promises(*executor);
  }
}

TEST_P(EveryBackend, AddsInTheSameOrderForAnyThreads) {
  for (const std::size_t n : {0, 1, 2, 3, 97, 1009, 1000000}) {
    Random random(n, Random::Stream::kData);
    std::vector<double> values(n);
    for (double& value : values) value = random.normal() * std::exp(10.0 * random.normal());
    const double reference = ordered_sum(serial_executor(), values);
    for (const int threads : {1, 2, 3, 8}) {
      EXPECT_EQ(ordered_sum(*make_executor(GetParam(), threads), values), reference) << n;
    }
  }
}

TEST_P(EveryBackend, RefusesAThreadCountThatIsNone) {
  const auto sphere = [](const VectorXd& x) { return x.squaredNorm(); };
  for (const int threads : {0, -1, -2147483647 - 1, kMaxThreads + 1}) {
    EXPECT_THROW(minimize(sphere, VectorXd::Ones(2), {.backend = GetParam(), .threads = threads}),
                 std::invalid_argument);
    EXPECT_THROW(gradient(sphere, VectorXd::Ones(2), {.backend = GetParam(), .threads = threads}),
                 std::invalid_argument);
  }
}

// Minimisations at once, on an executor each, give what each gives alone.
TEST_P(EveryBackend, Serves64RunsAtOnce) {
  constexpr std::size_t kRuns = 64;
  const auto risk = make_problem("synthetic_logistic:samples=2001");
  const auto run = [&](std::uint64_t seed) {
    return minimize(*risk, risk->start(),
                    {.method = seed % 2 == 0 ? "lbfgs" : "sgd",
                     .backend = GetParam(),
                     .threads = 2,
                     .max_evaluations = 30,
                     .seed = seed});
  };
  std::vector<Result> together(kRuns);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < kRuns; ++i) {
    threads.emplace_back([&, i] { together[i] = run(i); });
  }
  for (std::thread& thread : threads) thread.join();
  for (std::size_t i = 0; i < kRuns; ++i) expect_same_run(together[i], run(i), GetParam());
}

INSTANTIATE_TEST_SUITE_P(Catalogue, EveryBackend, testing::ValuesIn(backend_names()),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace ravine
