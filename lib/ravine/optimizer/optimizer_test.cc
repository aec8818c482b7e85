// What every method promises, asked of each entry of the list.
#include "ravine/optimizer/optimizer.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include "ravine/optimizer/method_test.h"
#include "ravine/optimizer/optimizers.h"

namespace ravine {
namespace {

struct Method {
  Entry<Optimizer> entry;
  std::string parameters;
};

/// Each method, with each of its quite different ways.
std::vector<Method> every_method() {
  using namespace optimizers;
  return {
      {accelerated_gradient(), ""},
      {adabelief(), "step=0.1"},
      {adadelta(), ""},
      {adagrad(), "step=0.1"},
      {adam(), "step=0.1"},
      {adamw(), "step=0.1"},
      {amsgrad(), "step=0.1"},
      {bfgs(), ""},
      {bfgs(), "search=hager_zhang"},
      {conjugate_gradient(), ""},
      {gradient_descent(), "step=0.001"},
      {gradient_descent(), "policy=decreasing:decay=cosine:period=30:step=0.001"},
      {gradient_descent(), "policy=optimal"},
      {gradient_descent(), "policy=optimal:search=strong_wolfe"},
      {gradient_descent(), "policy=optimal:search=hager_zhang"},
      {gradient_descent(), "policy=backtracking"},
      {heavy_ball(), "step=0.001"},
      {lbfgs(), ""},
      {lion(), "step=0.003"},
      {momentum(), "step=0.001"},
      {nadam(), "step=0.1"},
      {nelder_mead(), ""},
      {nelder_mead(), "coefficients=adaptive"},
      {nesterov(), "step=0.001"},
      {newton_cg(), ""},
      {random_search(), ""},
      {rmsprop(), "step=0.01"},
      {sgd(), "step=0.001"},
      {spsa(), ""},
      {two_point(), ""},
  };
}

bool is_success(Status status) {
  return status == Status::kTargetReached || status == Status::kConverged;
}

/// What holds of any result: exact counts, and x and value a pair out of the run.
void expect_honest(const Method& method, const Result& result, const CountedFunction& f,
                   const CountedFunction::Function& formula) {
  const std::string where = method.entry.name + ':' + method.parameters + ' ' + result.message;
  EXPECT_EQ(result.f_evals, f.values) << where;
  EXPECT_EQ(result.g_evals, f.gradients) << where;
  EXPECT_FALSE(result.message.empty()) << where;
  if (std::isnan(result.value)) {
    EXPECT_FALSE(is_success(result.status)) << where;
    EXPECT_TRUE(result.x.array().isNaN().all()) << where;
  } else {
    EXPECT_TRUE(std::isfinite(result.value)) << where;
    EXPECT_EQ(formula(result.x, nullptr), result.value) << where;
  }
}

const Eigen::Vector2d kStart(-1.2, 1.0);

TEST(EveryMethod, NeverGoesOverItsBudget) {
  for (const Method& method : every_method()) {
    for (Index budget = 1; budget <= 60; ++budget) {
      const CountedFunction f(2, rosenbrock);
      const Result result =
          run_method(method.entry, method.parameters, f, kStart, {.max_evaluations = budget});
      EXPECT_LE(f.values, budget) << method.entry.name;
      if (result.status != Status::kConverged) {
        // All of it is spent, since no method here asks for more than one value at a time.
        EXPECT_EQ(result.status, Status::kMaxEvaluations) << method.entry.name;
        EXPECT_EQ(f.values, budget) << method.entry.name;
      }
      expect_honest(method, result, f, rosenbrock);
    }
  }
}

TEST(EveryMethod, ReachesATargetAndStopsThere) {
  for (const Method& method : every_method()) {
    const CountedFunction f(2, rosenbrock);
    const Result result = run_method(method.entry, method.parameters, f, kStart, {.target = 4.2});
    EXPECT_EQ(result.status, Status::kTargetReached) << method.entry.name << result.message;
    EXPECT_LE(result.value, 4.2);
    expect_honest(method, result, f, rosenbrock);
  }
}

TEST(EveryMethod, CallsNothingThatIsNotFiniteASuccess) {
  const double infinity = std::numeric_limits<double>::infinity();
  for (const Method& method : every_method()) {
    for (const double bad : {std::nan(""), infinity, -infinity}) {
      // Everywhere, beyond a wall between the start and the minimum, from the third call on, and
      // everywhere but at the start.
      for (const int kind : {0, 1, 2, 3}) {
        int calls = 0;
        const CountedFunction::Function formula = [&](const VectorXd& x, VectorXd* gradient) {
          const double value = rosenbrock(x, gradient);
          const bool hole = kind == 0 || (kind == 1 && x[0] > -0.9) || (kind == 3 && x != kStart);
          return hole ? bad : value;
        };
        const CountedFunction f(2, [&](const VectorXd& x, VectorXd* gradient) {
          const double value = formula(x, gradient);
          return kind == 2 && ++calls >= 3 ? bad : value;
        });
        const Result result = run_method(method.entry, method.parameters, f, kStart,
                                         {.max_evaluations = 3000, .target = 1e-3});
        expect_honest(method, result, f, formula);
        EXPECT_NE(result.status, Status::kTargetReached) << method.entry.name;
        if (kind == 1) continue;  // one may converge beside the wall, or before it
        EXPECT_FALSE(is_success(result.status)) << method.entry.name << kind << result.message;
        EXPECT_GT(result.non_finite_evals, 0) << method.entry.name << kind;
        EXPECT_TRUE(kind >= 2 || result.status == Status::kNonFinite) << method.entry.name;
      }
    }
  }
}

TEST(EveryMethod, StopsWhenTheObserverSaysSo) {
  for (const Method& method : every_method()) {
    const CountedFunction f(2, rosenbrock);
    int seen = 0;
    const Result result = run_method(method.entry, method.parameters, f, kStart,
                                     {.observer = [&](const Progress&) { return ++seen < 3; }});
    EXPECT_EQ(result.status, Status::kStopped) << method.entry.name;
    EXPECT_EQ(seen, 3);
    EXPECT_EQ(result.steps, 3);
    expect_honest(method, result, f, rosenbrock);
  }
}

TEST(EveryMethod, LetsTheFunctionsExceptionThrough) {
  for (const Method& method : every_method()) {
    for (const int healthy : {0, 1, 5}) {
      int calls = 0;
      const CountedFunction f(2, [&](const VectorXd& x, VectorXd* gradient) {
        if (++calls > healthy) throw std::domain_error("outside");
        return rosenbrock(x, gradient);
      });
      EXPECT_THROW(run_method(method.entry, method.parameters, f, kStart), std::domain_error)
          << method.entry.name;
    }
  }
}

TEST(EveryMethod, KeepsNothingFromRunToRun) {
  for (const Method& method : every_method()) {
    const auto optimizer = make_method(method.entry, method.parameters);
    std::vector<VectorXd> ends;
    for (int repeat = 0; repeat < 2; ++repeat) {
      const CountedFunction f(2, rosenbrock);
      OwnGradient source;
      const Options options{.max_evaluations = 100};
      Oracle oracle(f, &source, serial_executor(), options, 0);
      VectorXd x = kStart;
      optimizer->minimize(oracle, x);
      ends.push_back(oracle.take().x);
    }
    EXPECT_EQ(ends[0], ends[1]) << method.entry.name;
  }
}

TEST(EveryMethod, HasANameASummaryAndDefaultsThatBind) {
  for (const Method& method : every_method()) {
    EXPECT_FALSE(method.entry.summary.empty()) << method.entry.name;
    EXPECT_NO_THROW(make_method(method.entry)) << method.entry.name;
    EXPECT_THROW(make_method(method.entry, "no_such=1"), std::invalid_argument);
    for (const Parameter& parameter : method.entry.parameters) {
      EXPECT_FALSE(parameter.summary.empty()) << method.entry.name << ' ' << parameter.name;
    }
  }
}

}  // namespace
}  // namespace ravine
