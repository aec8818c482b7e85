// Promise: `rounds` counts exactly what a run takes on P processors, whatever machine it runs on.
#include "ravine/rounds.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <string>
#include <vector>

#include "catalog/conformance_test.h"
#include "gradient/source_test.h"
#include "parallel/backend.h"
#include "parallel/simulated_test.h"
#include "parallel/sleeping_test.h"

namespace ravine {
namespace {

Index rounds_of(const std::vector<Index>& batches, Index processors) {
  Index rounds = 0;
  for (const Index k : batches) rounds += (k + processors - 1) / processors;
  return rounds;
}

/// The batches of one gradient with its value, in closed form. Each batch waits for the one before.
/// A direction of `autodiff` counts as one evaluation.
std::vector<Index> batches_of(const std::string& source, Index n) {
  if (source == "analytic") return {1};
  if (source == "centered") return {2 * n + 1};
  if (source == "centered4") return {4 * n + 1};
  if (source == "ridders") return {12 * n + 1};
  if (source == "forward:noise=1e-6") return {2 * n + 1, 2 * n, n};
  if (source == "centered:noise=1e-6") return {4 * n + 1, 4 * n, 2 * n};
  return {n + 1};  // forward, complex_step, autodiff
}

constexpr const char* kSources[] = {
    "analytic", "forward",      "centered",           "centered4",          "ridders",
    "autodiff", "complex_step", "forward:noise=1e-6", "centered:noise=1e-6"};

/// Waves with its gradient.
class SteepWaves final : public Waves {
 public:
  using Waves::Waves;
  double value_and_gradient(const VectorXd& x, VectorXd& gradient) const override {
    const auto exact = exact_gradient(x);
    gradient.resize(x.size());
    for (Index i = 0; i < x.size(); ++i) {
      gradient[i] = static_cast<double>(exact[static_cast<std::size_t>(i)]);
    }
    return value(x);
  }
};

TEST(Rounds, OfAGradientAreThoseOfItsBatches) {
  for (const char* name : kSources) {
    const auto source = gradient_sources().make(name);
    for (Index n = 1; n <= 64; ++n) {
      const SteepWaves f(n);
      Oracle oracle(f, source.get(), serial_executor(), {}, 0);
      VectorXd gradient(n);
      double value = 0.0;
      ASSERT_TRUE(oracle.value_and_gradient(VectorXd::Ones(n), value, gradient)) << name;
      const Result result = oracle.take();
      for (const int processors : Rounds::kProcessors) {
        ASSERT_EQ(result.rounds.on(processors), rounds_of(batches_of(name, n), processors))
            << name << ' ' << n << ' ' << processors;
      }
    }
  }
}

// f(x) is known, so that only the probes go out.
TEST(Rounds, OfAGradientAtAKnownValueAreThoseOfTheProbes) {
  const SteepWaves f(20);
  for (const auto& [name, batches] :
       {std::pair<const char*, std::vector<Index>>{"forward", {1, 20}},
        {"centered", {1, 40}},
        {"forward:noise=1e-6", {1, 40, 40, 20}},
        {"centered:noise=1e-6", {1, 80, 80, 40}}}) {
    const auto source = gradient_sources().make(name);
    Oracle oracle(f, source.get(), serial_executor(), {}, 0);
    VectorXd gradient;
    double value = 0.0;
    ASSERT_TRUE(oracle.value(VectorXd::Ones(20), value));
    ASSERT_TRUE(oracle.gradient(VectorXd::Ones(20), value, gradient));
    const Rounds rounds = oracle.take().rounds;
    for (const int p : Rounds::kProcessors) {
      EXPECT_EQ(rounds.on(p), rounds_of(batches, p)) << name << ' ' << p;
    }
  }
}

TEST(Rounds, OfDescentWithAGradientOfItsOwnAreItsEvaluations) {
  for (const char* method : {"gradient_descent", "lbfgs", "adam"}) {
    const Result result =
        minimize(CountedFunction(3, bowl), kBowlStart, {.method = method, .max_evaluations = 100});
    for (const int processors : Rounds::kProcessors) {
      EXPECT_EQ(result.rounds.on(processors), result.f_evals) << method;
    }
  }
}

/// sum x_i^4 with its Hessian.
class Quartic final : public Objective, public HessianProducts {
 public:
  Index dimension() const override { return 3; }
  double value(const VectorXd& x) const override { return x.array().pow(4).sum(); }
  double value_and_gradient(const VectorXd& x, VectorXd& gradient) const override {
    gradient = 4.0 * x.array().cube();
    return value(x);
  }
  void hessian_product_on(const Executor&, const VectorXd& x, const VectorXd& v,
                          VectorXd& product) const override {
    product = 12.0 * x.array().square() * v.array();
  }
};

TEST(Rounds, CountAHessianProductAsOne) {
  const Quartic f;
  const Result result = minimize(f, VectorXd::Constant(3, 2.0), {.method = "newton_cg"});
  // Each gradient comes with a value, and the other gradients are products.
  EXPECT_GT(result.g_evals, result.f_evals);
  EXPECT_EQ(result.rounds.on(2), result.g_evals);
  EXPECT_EQ(result.rounds.on(1024), result.g_evals);
}

TEST(Rounds, AreNotCountedForASumOverSamples) {
  const auto problem = make_problem("iris");
  const Result result =
      minimize(*problem, problem->start(), {.method = "lbfgs", .max_evaluations = 20});
  EXPECT_FALSE(result.rounds.counted());
  EXPECT_THROW(result.rounds.on(16), std::invalid_argument);
}

TEST(Rounds, RefuseANumberOfProcessorsThatIsNotCounted) {
  const Result result = minimize(CountedFunction(3, bowl), kBowlStart, {.max_evaluations = 20});
  for (const int processors : {-2, 0, 1, 3, 2048}) {
    EXPECT_THROW(result.rounds.on(processors), std::invalid_argument) << processors;
  }
}

/// The batches of a method's run of `budget` evaluations on n variables: closed forms.
struct Course {
  std::string method;
  Index budget;
  std::vector<Index> batches;
};

std::vector<Course> courses_on(Index n) {
  const Index lambda = 4 + static_cast<Index>(3.0 * std::log(static_cast<double>(n)));
  return {{"cma_es", 1 + 3 * lambda, {1, lambda, lambda, lambda}},
          {"cma_es:population=64", 1 + 2 * 64, {1, 64, 64}},
          {"nelder_mead", n + 1, {n + 1}},
          {"random_search", 1 + 200, {1, 200}},
          {"spsa", 1 + 10 + 2 * 3, {1, 10, 2, 1, 2, 1}}};
}

TEST(Rounds, OfMethodsWithoutGradientsAreThoseOfTheirBatches) {
  for (Index n = 1; n <= 64; ++n) {
    for (const auto& [name, budget, batches] : courses_on(n)) {
      const auto method = methods().make(name);
      for (int threads = 2; threads <= 64; ++threads) {
        const Waves f(n);
        const Simulated executor(threads, f.calls);
        Oracle oracle(f, nullptr, executor, {.max_evaluations = budget}, 0);
        VectorXd x = VectorXd::Constant(n, 0.5);
        method->minimize(oracle, x);
        const Result result = oracle.take();
        ASSERT_EQ(result.f_evals, budget) << name << ' ' << n;
        ASSERT_EQ(executor.elapsed(), rounds_of(batches, threads))
            << name << ' ' << n << ' ' << threads;
        if (std::has_single_bit(static_cast<unsigned>(threads))) {
          ASSERT_EQ(result.rounds.on(threads), executor.elapsed()) << name << ' ' << n;
        }
      }
    }
  }
}

// Each value is higher than the one before, so that no point of the simplex is ever replaced. Each
// step reflects, contracts and shrinks. The first simplex is followed by the opposites of all its
// corners.
TEST(Rounds, OfAShrinkAreThoseOfItsPoints) {
  const Index n = 20;
  double last = 0.0;
  const CountedFunction f(n, [&](const VectorXd&, VectorXd*) { return ++last; });
  const Result result = minimize(
      f, VectorXd::Ones(n), {.method = "nelder_mead", .max_evaluations = n + 1 + n + 2 * (2 + n)});
  EXPECT_EQ(result.f_evals, n + 1 + n + 2 * (2 + n));
  for (const int p : Rounds::kProcessors) {
    EXPECT_EQ(result.rounds.on(p), rounds_of({n + 1, n, 1, 1, n, 1, 1, n}, p)) << p;
  }
}

/// Every built-in method with the sources that it takes, each on a function that counts.
template <class Check>
void for_every_method(const Check& check) {
  for (const auto& entry : methods().entries()) {
    const auto method = methods().make(entry.name);
    if (method->batching() == Optimizer::Batching::kOnlyMiniBatch) continue;
    for (const char* source : {"analytic", "forward", "centered"}) {
      check(*method, entry.name, source);
      if (!method->uses_gradient()) break;
    }
  }
}

TEST(Rounds, AreTheTimeThatARunTakesOnSoManyThreads) {
  for_every_method([](const Optimizer& method, const std::string& name, const char* source) {
    for (const Index n : {1, 2, 7, 20}) {
      for (const int threads : {2, 4, 8, 16, 32, 64}) {
        const SteepWaves f(n);
        const Simulated executor(threads, f.calls);
        const auto gradients = gradient_sources().make(source);
        Oracle oracle(f, gradients.get(), executor, {.max_evaluations = 500}, 0);
        VectorXd x = VectorXd::Constant(n, 0.5);
        method.minimize(oracle, x);
        const Result result = oracle.take();
        // Waves have no lower bound. A run that sees so within a batch has evaluated more.
        const bool in_vain = f.calls > result.f_evals;
        EXPECT_EQ(in_vain, in_vain && result.status == Status::kDiverged) << name;
        EXPECT_TRUE(in_vain || executor.elapsed() == result.rounds.on(threads))
            << name << ' ' << source << ' ' << n << ' ' << threads;
      }
    }
  });
}

TEST(Rounds, AreTheTimeThatARunTakesOnTheBackends) {
  for (const char* backend : {"openmp", "tbb"}) {
    for (const auto& [method, budget] : {std::pair<const char*, Index>{"lbfgs", 3 * 16},
                                         {"cma_es:population=32", 1 + 3 * 32},
                                         {"nelder_mead", 16}}) {
      Options options{
          .method = method, .backend = backend, .threads = 16, .max_evaluations = budget};
      if (method == std::string("lbfgs")) options.gradient = "forward";
      const auto run = [&options](const Sleeping& f) {
        return minimize(f, VectorXd::Ones(15), options).rounds.on(16);
      };
      const Index told = run(Sleeping(15));
      EXPECT_EQ(rounds_slept(15, told, run), told) << method << ' ' << backend;
    }
  }
}

TEST(Rounds, AreTheSameForAnyBackendAndAnyNumberOfThreads) {
  for_every_method([](const Optimizer& method, const std::string& name, const char* source) {
    const SteepWaves f(5);
    Options options{.max_evaluations = 300, .trace = true};
    if (method.uses_gradient()) options.gradient = source;
    const Result serial = minimize_with(method, f, VectorXd::Constant(5, 0.5), options);
    for (const auto& [backend, threads] : {std::pair{"openmp", 2}, {"tbb", 4}}) {
      options.backend = backend;
      options.threads = threads;
      const Result other = minimize_with(method, f, VectorXd::Constant(5, 0.5), options);
      EXPECT_EQ(serial.rounds, other.rounds) << name << ' ' << source << ' ' << backend;
      ASSERT_EQ(serial.trace.size(), other.trace.size()) << name;
      for (std::size_t i = 0; i < serial.trace.size(); ++i) {
        EXPECT_EQ(serial.trace[i].rounds, other.trace[i].rounds) << name << ' ' << i;
      }
    }
  });
}

}  // namespace
}  // namespace ravine
