// Properties of every method: more budget gives no worse result, values that change little are not
// taken for convergence, and no point that is not finite is asked for.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "catalog/conformance_test.h"

namespace ravine {
namespace {

class EveryMethodAnywhere : public testing::TestWithParam<std::string> {
 protected:
  bool uses_gradient() const { return methods().make(GetParam())->uses_gradient(); }
  bool takes(const Objective& f) const {
    return misfit(f, *methods().make(GetParam()), "").empty();
  }
  bool in_batches() const {
    const auto batching = methods().make(GetParam())->batching();
    return batching == Optimizer::Batching::kMiniBatch ||
           batching == Optimizer::Batching::kOnlyMiniBatch;
  }
  /// The method with a step, where it would find one on a sum.
  std::string with_step() const {
    for (const Parameter& p : methods().find(GetParam()).parameters) {
      if (p.name == "policy") return GetParam() + ":step=0.01";
    }
    return GetParam();
  }
};

std::vector<Index> budgets() {
  std::vector<Index> all;
  for (Index budget = 1; budget <= 200; ++budget) all.push_back(budget);
  for (const Index budget : {250, 400, 700, 1000}) all.push_back(budget);
  return all;
}

/// The best values of a run for each budget never rise. A run in mini-batches sees the whole value
/// once in an epoch of `epoch` evaluations and at its end, so it is no worse than after its last
/// whole epoch.
void expect_never_worse(const Objective& f, const VectorXd& start, Options options, Index epoch) {
  double before = std::numeric_limits<double>::infinity();
  for (const Index budget : budgets()) {
    options.max_evaluations = budget;
    const Result result = minimize(f, start, options);
    // The point that converged is returned where another is lower by rounding alone.
    EXPECT_LE(result.value, before + 1e-14 * std::abs(before))
        << options.method << ' ' << options.gradient << ' ' << budget;
    if (std::isfinite(result.value) && budget % epoch == 0) before = result.value;
  }
}

// A step that is found on a sum cools down towards the end of the budget, so a step is given there:
// the runs of two budgets then are the same as far as both go.
TEST_P(EveryMethodAnywhere, GetsNoWorseWithMoreBudget) {
  for (const char* const name : {"rosenbrock", "wood", "rastrigin", "breast_cancer"}) {
    const auto problem = make_problem(name);
    if (!takes(problem->objective())) continue;
    for (const char* const gradient : {"", "centered"}) {
      if (*gradient != '\0' && (!uses_gradient() || problem->dimension() > 10)) continue;
      SCOPED_TRACE(name);
      const auto* const sum = capability<FiniteSum>(problem->objective());
      const Index epoch = sum == nullptr ? 1 : (sum->terms() + 31) / 32;
      expect_never_worse(problem->objective(), problem->start(),
                         {.method = with_step(), .gradient = gradient}, in_batches() ? epoch : 1);
    }
  }
}

// A value that changes little says that a method is slow, or that its steps have become short, and
// not that nothing is left to gain.
TEST_P(EveryMethodAnywhere, ConvergesByValueOnlyWhereLittleIsLeftToGain) {
  for (const char* const name : {"rosenbrock", "breast_cancer", "wine"}) {
    const auto problem = make_problem(name);
    if (!takes(problem->objective())) continue;
    for (const double tolerance : {1e-4, 1e-6, 1e-9}) {
      const Result result =
          minimize(problem->objective(), problem->start(),
                   {.method = GetParam(), .max_evaluations = 8000, .value_tolerance = tolerance});
      if (!is_success(result.status)) continue;
      EXPECT_LE(result.value - problem->minimum().value(), 10.0 * tolerance)
          << name << ' ' << tolerance << ' ' << result.message;
    }
  }
}

/// Functions that lead beyond floating point, or to where there are no values.
std::vector<CountedFunction::Function> traps() {
  const auto nan = [](const VectorXd& x, VectorXd* g) {
    if (g != nullptr) g->setConstant(x.size(), std::nan(""));
    return std::nan("");
  };
  return {[](const VectorXd& x, VectorXd* g) {  // no lower bound, at any speed
            if (g != nullptr) *g = VectorXd::Constant(x.size(), -1.0);
            return -x.sum();
          },
          [](const VectorXd& x, VectorXd* g) {
            if (g != nullptr) *g = -2.0 * x;
            return -x.squaredNorm();
          },
          [](const VectorXd& x, VectorXd* g) {
            if (g != nullptr) *g = 3.0 * x.array().square();
            return x.array().cube().sum();
          },
          [nan](const VectorXd& x, VectorXd* g) {  // a barrier: values for x > 0 alone
            if (!(x.array() > 0.0).all()) return nan(x, g);
            if (g != nullptr) *g = 1.0 - 1e-3 / x.array();
            return (x.array() - 1e-3 * x.array().log()).sum();
          },
          [nan](const VectorXd& x, VectorXd* g) {  // a wall before the minimum
            return x[0] < 0.9 ? nan(x, g) : bowl(x, g);
          },
          [](const VectorXd& x, VectorXd* g) {  // overflows a little away from 0
            const Eigen::ArrayXd grown = (300.0 * x.array().square()).exp();
            if (g != nullptr) *g = 600.0 * x.array() * grown;
            return grown.sum();
          },
          [](const VectorXd& x, VectorXd* g) {  // slopes whose squares overflow
            if (g != nullptr) *g = VectorXd::Constant(x.size(), -1e200);
            return -1e200 * x.sum();
          },
          [](const VectorXd& x, VectorXd* g) {  // slopes whose squares vanish
            if (g != nullptr) *g = VectorXd::Constant(x.size(), -1e-200);
            return -1e-200 * x.sum();
          }};
}

// Steps that overflow, and a gain that does.
std::vector<std::string> wild_ways(const std::string& name) {
  std::vector<std::string> all = {name};
  for (const Parameter& p : methods().find(name).parameters) {
    if (p.name == "step") all.push_back(name + ":step=1e300");
    if (p.name == "distance") all.push_back(name + ":distance=1e300");
    if (p.name == "radius") all.push_back(name + ":radius=1e308");
    if (p.name == "sigma") all.push_back(name + ":sigma=1e300");
    if (p.name == "size") all.push_back(name + ":size=1e300");
    if (p.name == "perturbation") all.push_back(name + ":perturbation=1e308");
    if (p.name == "alpha") all.push_back(name + ":alpha=1000");
  }
  return all;
}

TEST_P(EveryMethodAnywhere, AsksForNoPointThatIsNotFinite) {
  const auto functions = traps();
  std::vector<std::string> gradients = {""};
  if (uses_gradient()) gradients = {"analytic", "forward", "centered"};
  for (std::size_t i = 0; i < functions.size(); ++i) {
    Index bad = 0;
    const CountedFunction::Function watched = [&](const VectorXd& x, VectorXd* g) {
      if (!x.allFinite()) ++bad;
      return functions[i](x, g);
    };
    for (const std::string& way : wild_ways(GetParam())) {
      for (const std::string& gradient : gradients) {
        for (std::uint64_t seed = 1; seed <= 3; ++seed) {
          const Options options{.method = way,
                                .gradient = gradient,
                                .max_evaluations = 2000,
                                .seed = seed,
                                .gradient_tolerance = 0.0};
          for (const CountedRun& run : run_both(watched, VectorXd::Constant(3, 1.0), options)) {
            EXPECT_EQ(bad, 0) << way << ' ' << gradient << " on function " << i;
            expect_honest(run, functions[i], way);
            if (i <= 1 || i >= 6) {
              EXPECT_FALSE(is_success(run.result.status))
                  << way << ' ' << gradient << " on function " << i << ": " << run.result.message;
            }
            bad = 0;
          }
        }
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Catalogue, EveryMethodAnywhere, testing::ValuesIn(methods().names()),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace ravine
