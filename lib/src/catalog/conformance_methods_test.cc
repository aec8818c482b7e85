// What every method of the catalogue promises, in each of its ways, with its own defaults.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include "catalog/conformance_test.h"
#include "parallel/backend.h"

namespace ravine {
namespace {

class EveryMethod : public testing::TestWithParam<std::string> {
 protected:
  std::vector<std::string> ways() const { return ways_of(methods().find(GetParam())); }
  bool uses_gradient() const { return methods().make(GetParam())->uses_gradient(); }
  /// The sources of gradients that a method can be run with: none, or each of these.
  std::vector<std::string> gradients() const {
    if (!uses_gradient()) return {""};
    return {"analytic", "forward", "centered"};
  }
};

TEST_P(EveryMethod, NeverGoesOverItsBudget) {
  for (const std::string& way : ways()) {
    for (const std::string& gradient : gradients()) {
      for (Index budget = 1; budget <= 60; ++budget) {
        const Options options{.method = way, .gradient = gradient, .max_evaluations = budget};
        for (const CountedRun& run : run_both(bowl, kBowlStart, options)) {
          EXPECT_LE(run.result.f_evals, budget) << way << ' ' << gradient;
          EXPECT_TRUE(run.result.status == Status::kMaxEvaluations ||
                      run.result.status == Status::kConverged)
              << way << ' ' << run.result.message;
          expect_honest(run, bowl, way);
        }
      }
    }
  }
}

TEST_P(EveryMethod, GetsLowerThanItsStart) {
  for (const std::string& way : ways()) {
    for (const std::string& gradient : gradients()) {
      const Options options{.method = way, .gradient = gradient, .max_evaluations = 2000};
      for (const CountedRun& run : run_both(bowl, kBowlStart, options)) {
        EXPECT_LT(run.result.value, bowl(kBowlStart, nullptr)) << way << ' ' << gradient;
        EXPECT_NE(run.result.status, Status::kDiverged) << way << ' ' << gradient;
        expect_honest(run, bowl, way);
      }
    }
  }
}

// The target is the best value of a run without one, so that it is known to be within reach.
TEST_P(EveryMethod, StopsAtTheFirstValueThatReachesTheTarget) {
  for (const std::string& way : ways()) {
    Options options{.method = way, .max_evaluations = 50};
    const auto free = run_both(bowl, kBowlStart, options);
    for (std::size_t i = 0; i < free.size(); ++i) {
      options.target = free[i].result.value;
      const CountedRun run = run_both(bowl, kBowlStart, options)[i];
      EXPECT_EQ(run.result.status, Status::kTargetReached) << way << ' ' << run.result.message;
      EXPECT_EQ(run.result.value, options.target) << way;
      EXPECT_TRUE(same_bits(run.result.x, free[i].result.x)) << way;
      expect_honest(run, bowl, way);
    }
  }
}

TEST_P(EveryMethod, CallsNothingThatIsNotFiniteASuccess) {
  const double infinity = std::numeric_limits<double>::infinity();
  for (const std::string& way : ways()) {
    for (const double bad : {std::nan(""), infinity, -infinity}) {
      // The places without values: everywhere; beyond a wall between the start and the minimum;
      // from the third call on; everywhere but at the start.
      for (const int kind : {0, 1, 2, 3}) {
        const CountedFunction::Function formula = [=](const VectorXd& x, VectorXd* gradient) {
          const double value = bowl(x, gradient);
          const bool hole =
              kind == 0 || (kind == 1 && x[0] > -0.9) || (kind == 3 && x != kBowlStart);
          return hole ? bad : value;
        };
        // Each run has a copy, and counts its own calls.
        const CountedFunction::Function f = [=, calls = 0](const VectorXd& x, VectorXd* g) mutable {
          const double value = formula(x, g);
          return kind == 2 && ++calls >= 3 ? bad : value;
        };
        const Options options{.method = way, .max_evaluations = 3000, .target = 1e-3};
        for (const CountedRun& run : run_both(f, kBowlStart, options)) {
          const std::string where = way + ' ' + std::to_string(kind) + ' ' + run.result.message;
          expect_honest(run, formula, where);
          EXPECT_NE(run.result.status, Status::kTargetReached) << where;
          if (kind == 1) continue;  // one may converge beside the wall, or before it
          EXPECT_FALSE(is_success(run.result.status)) << where;
          EXPECT_GT(run.result.non_finite_evals, 0) << where;
          EXPECT_TRUE(kind >= 2 || run.result.status == Status::kNonFinite) << where;
        }
      }
    }
  }
}

TEST_P(EveryMethod, StopsWhenTheObserverSaysSo) {
  for (const std::string& way : ways()) {
    int seen = 0;
    const Options options{.method = way,
                          .observer = [&](const Progress&) { return ++seen % 3 != 0; },
                          .gradient_tolerance = 0.0};
    const auto runs = run_both(bowl, kBowlStart, options);
    EXPECT_EQ(seen, 3 * static_cast<int>(runs.size())) << way;
    for (const CountedRun& run : runs) {
      EXPECT_EQ(run.result.status, Status::kStopped) << way << ' ' << run.result.message;
      expect_honest(run, bowl, way);
    }
  }
}

TEST_P(EveryMethod, LetsTheFunctionsExceptionThroughFromEveryBackend) {
  for (const std::string& way : ways()) {
    for (const std::string& gradient : gradients()) {
      for (const BackendInfo& backend : backends()) {
        // Everywhere, or everywhere but at the start.
        for (const bool at_start : {true, false}) {
          const CountedSum sum(3, [=](const VectorXd& x, VectorXd* g) {
            if (at_start || x != kBowlStart) throw std::domain_error("outside");
            return bowl(x, g);
          });
          const Options options{
              .method = way, .gradient = gradient, .backend = backend.name, .threads = 3};
          EXPECT_THROW(minimize(sum, kBowlStart, options), std::domain_error) << way;
        }
      }
    }
  }
}

TEST_P(EveryMethod, KeepsNothingFromRunToRun) {
  for (const std::string& way : ways()) {
    const auto method = methods().make(way);
    const auto run = [&](const auto& objective, std::uint64_t seed, Index batch_size) {
      OwnGradient source;
      const Options options{.max_evaluations = 100, .seed = seed, .trace = true};
      Oracle oracle(objective, &source, serial_executor(), options, batch_size);
      VectorXd x = kBowlStart;
      method->minimize(oracle, x);
      return oracle.take();
    };
    // As a sum in batches where the method takes them: some methods take nothing else.
    const CountedSum sum(3, bowl);
    const Index batch = method->batching() == Optimizer::Batching::kWhole ? 0 : 3;
    const Result first = run(sum, 1, batch);
    run(sum, 2, batch);
    expect_same_run(first, run(sum, 1, batch), way);
  }
}

TEST_P(EveryMethod, ASeedFixesTheRunAndItsPairIsOutOfTheRun) {
  for (const std::string& way : ways()) {
    for (const std::string& gradient : gradients()) {
      for (std::uint64_t seed = 1; seed <= 3; ++seed) {
        const Options options{.method = way,
                              .gradient = gradient,
                              .max_evaluations = 200,
                              .seed = seed,
                              .trace = true};
        const auto first = run_both(bowl, kBowlStart, options);
        const auto second = run_both(bowl, kBowlStart, options);
        ASSERT_EQ(first.size(), second.size());
        for (std::size_t i = 0; i < first.size(); ++i) {
          expect_same_run(first[i].result, second[i].result, way);
          expect_honest(first[i], bowl, way);
        }
      }
    }
  }
}

TEST_P(EveryMethod, SameBitsOnEveryBackendForAnyThreads) {
  for (const std::string& way : ways()) {
    for (const std::string& gradient : gradients()) {
      Options options{
          .method = way, .gradient = gradient, .max_evaluations = 40, .seed = 7, .trace = true};
      const auto reference = run_both(bowl, kBowlStart, options);
      for (const BackendInfo& backend : backends()) {
        for (const int threads : {1, 2, 3, 8}) {
          options.backend = backend.name;
          options.threads = threads;
          const auto runs = run_both(bowl, kBowlStart, options);
          ASSERT_EQ(runs.size(), reference.size());
          for (std::size_t i = 0; i < runs.size(); ++i) {
            expect_same_run(runs[i].result, reference[i].result,
                            way + ' ' + gradient + ' ' + backend.name);
          }
        }
      }
    }
  }
}

// 4,001 samples of 60 features: chunks enough for each of the threads.
TEST_P(EveryMethod, SameBitsOnAnEmpiricalRiskThatIsSharedOutAmongThreads) {
  const auto risk = make_problem("synthetic_logistic:samples=4001:features=60");
  Options options{.method = GetParam(), .max_evaluations = 40, .trace = true};
  const Result reference = minimize(*risk, risk->start(), options);
  EXPECT_EQ(risk->value(reference.x), reference.value);
  for (const BackendInfo& backend : backends()) {
    for (const int threads : {1, 2, 3, 8}) {
      options.backend = backend.name;
      options.threads = threads;
      expect_same_run(minimize(*risk, risk->start(), options), reference, backend.name);
    }
  }
}

TEST_P(EveryMethod, RefusesAStartThatIsNone) {
  const double nan = std::nan("");
  const double infinity = std::numeric_limits<double>::infinity();
  const VectorXd starts[] = {VectorXd(), VectorXd::Zero(2), VectorXd::Zero(4),
                             Eigen::Vector3d(0, nan, 0), Eigen::Vector3d(infinity, 0, 0)};
  const CountedSum sum(3, bowl);
  for (const VectorXd& start : starts) {
    EXPECT_THROW(minimize(sum, start, {.method = GetParam()}), std::invalid_argument);
  }
  EXPECT_EQ(sum.whole.values, 0);
}

TEST_P(EveryMethod, TakesABatchSizeOnlyWhereItUsesOne) {
  const auto batching = methods().make(GetParam())->batching();
  const CountedSum sum(3, bowl);
  const CountedFunction plain(3, bowl);
  const Options options{.method = GetParam(), .batch_size = 4, .max_evaluations = 40};
  EXPECT_THROW(minimize(plain, kBowlStart, options), std::invalid_argument);
  if (batching == Optimizer::Batching::kWhole) {
    EXPECT_THROW(minimize(sum, kBowlStart, options), std::invalid_argument);
    EXPECT_EQ(sum.whole.values, 0);
    return;
  }
  const Result batched = minimize(sum, kBowlStart, options);
  const Result whole =
      minimize(sum, kBowlStart, {.method = GetParam(), .batch_size = 10, .max_evaluations = 40});
  EXPECT_LT(batched.epochs, whole.epochs);  // four samples a value, or all ten
}

TEST_P(EveryMethod, SpendsNoMoreThanItsSeconds) {
  for (const std::string& way : ways()) {
    for (const CountedRun& run : run_both(bowl, kBowlStart, {.method = way, .max_seconds = 1e-9})) {
      EXPECT_EQ(run.result.status, Status::kMaxSeconds) << way;
      expect_honest(run, bowl, way);
    }
  }
}

TEST_P(EveryMethod, TracesItsRunFromTheFirstPointToTheLast) {
  for (const std::string& way : ways()) {
    const Options options{.method = way, .max_evaluations = 2500, .trace = true};
    for (const CountedRun& run : run_both(bowl, kBowlStart, options)) {
      const auto& trace = run.result.trace;
      ASSERT_FALSE(trace.empty()) << way;
      EXPECT_LE(trace.size(), 1000U);
      EXPECT_EQ(trace.back().f_evals, run.result.f_evals) << way;
      if (run.result.status == Status::kConverged) {
        // The iterate that converged, though rounding or its last slope make a trial lower.
        EXPECT_NEAR(trace.back().best, run.result.value, 1e-10) << way;
      } else {
        EXPECT_EQ(trace.back().best, run.result.value) << way;
      }
      for (std::size_t i = 1; i < trace.size(); ++i) {
        EXPECT_GT(trace[i].f_evals, trace[i - 1].f_evals) << way;
        EXPECT_GE(trace[i].g_evals, trace[i - 1].g_evals) << way;
        EXPECT_GE(trace[i].epochs, trace[i - 1].epochs) << way;
        EXPECT_GE(trace[i].seconds, trace[i - 1].seconds) << way;
        EXPECT_LE(trace[i].best, trace[i - 1].best) << way;
        EXPECT_LE(trace[i].best, trace[i].value) << way;
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Catalogue, EveryMethod, testing::ValuesIn(methods().names()),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace ravine
