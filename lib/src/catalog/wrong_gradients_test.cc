// What is said of a gradient that is wrong: by the checker, which names the mistake, and by a run
// whose line search fails for it. Mistakes are planted into the built-in problems.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "catalog/conformance_test.h"
#include "ravine/check_gradient.h"

namespace ravine {
namespace {

/// A mistake, and what the checker calls it.
struct Mistake {
  std::string name;
  std::function<void(const VectorXd& x, VectorXd& gradient)> plant;
  std::string words;
  Index entry = -1;  // the only wrong one; -1: any
};

/// Entry 0 at n = 1, and else one inside.
Index some_entry(Index n) { return n / 2; }

std::vector<Mistake> mistakes(Index n) {
  const Index i = some_entry(n);
  std::vector<Mistake> all = {
      {"sign", [](const VectorXd&, VectorXd& g) { g = -g; }, "the sign is wrong"},
      {"half", [](const VectorXd&, VectorXd& g) { g *= 0.5; }, "a factor 2 is missing"},
      {"double", [](const VectorXd&, VectorXd& g) { g *= 2.0; }, "a factor 2 is too much"},
      {"zero", [i](const VectorXd&, VectorXd& g) { g[i] = 0.0; }, "zero: the entry is forgotten",
       i},
      {"one sign", [i](const VectorXd&, VectorXd& g) { g[i] = -g[i]; }, "the sign is wrong", i},
      {"one half", [i](const VectorXd&, VectorXd& g) { g[i] *= 0.5; }, "a factor 2 is missing", i},
      {"not set", [i](const VectorXd&, VectorXd& g) { g[i] = std::nan(""); }, "NaN", i},
      {"size", [](const VectorXd& x, VectorXd& g) { g.conservativeResize(x.size() + 1); },
       "the size is wrong"}};
  if (n < 3) return all;
  all.push_back({"shifted up",
                 [](const VectorXd&, VectorXd& g) {
                   const VectorXd right = g;
                   g.tail(g.size() - 1) = right.head(g.size() - 1);
                   g[0] = 0.0;
                 },
                 "shifted by one: entry i holds the derivative by x_(i - 1)"});
  all.push_back({"shifted down",
                 [](const VectorXd&, VectorXd& g) {
                   const VectorXd right = g;
                   g.head(g.size() - 1) = right.tail(g.size() - 1);
                   g[g.size() - 1] = right[0];
                 },
                 "shifted by one: entry i holds the derivative by x_(i + 1)"});
  all.push_back({"swapped", [i](const VectorXd&, VectorXd& g) { std::swap(g[0], g[i]); },
                 "entries 0 and " + std::to_string(i) + " are swapped"});
  all.push_back(
      {"penalty", [](const VectorXd& x, VectorXd& g) { g += 0.5 * x; }, "0.5 x is too much"});
  if (n >= 6 && n % 2 == 0)  // of two rows and columns it is a swap
  {
    all.push_back({"transposed",
                   [n](const VectorXd&, VectorXd& g) {
                     const VectorXd right = g;
                     for (Index r = 0; r < 2; ++r) {
                       for (Index c = 0; c < n / 2; ++c) g[r * (n / 2) + c] = right[c * 2 + r];
                     }
                   },
                   "transposed"});
  }
  return all;
}

/// A problem's objective with a mistake in its gradient.
CountedFunction spoilt(const Problem& problem, const Mistake& mistake) {
  return {problem.dimension(), [&problem, mistake](const VectorXd& x, VectorXd* gradient) {
            if (gradient == nullptr) return problem.value(x);
            const double value = problem.value_and_gradient(x, *gradient);
            mistake.plant(x, *gradient);
            return value;
          }};
}

/// The built-in problems with gradients that take little time.
std::vector<std::string> small_problems() {
  std::vector<std::string> names;
  for (const std::string& name : problems().names()) {
    try {
      const auto problem = make_problem(name);
      if (work_of(problem->objective()) > 2e4 || problem->dimension() > 100) continue;
      if (has_gradient(problem->objective(), problem->start())) names.push_back(name);
    } catch (const std::invalid_argument&) {
      // Data that is not installed.
    }
  }
  return names;
}

/// True where the mistake changes entries by so much that differences tell, and leaves no two ways
/// to read it: entries that are alike hide where each belongs.
bool is_plain(const VectorXd& right, const VectorXd& wrong, const Mistake& mistake) {
  if (wrong.size() != right.size() || !wrong.allFinite()) return true;
  const double largest = right.lpNorm<Eigen::Infinity>();
  if (mistake.entry >= 0) return std::abs(right[mistake.entry]) > 1e-3 * largest;
  for (Index i = 0; i < right.size(); ++i) {
    if (std::abs(right[i]) < 1e-3 * largest) return false;
    for (Index j = 0; j < i; ++j) {
      if (std::abs(right[i] - right[j]) < 1e-2 * std::abs(right[i])) return false;
    }
  }
  return (right - wrong).lpNorm<Eigen::Infinity>() > 1e-3 * largest;
}

TEST(CheckGradient, AgreesWithEveryBuiltInProblem) {
  const auto names = small_problems();
  EXPECT_GE(names.size(), 50U);
  for (const std::string& name : names) {
    const auto problem = make_problem(name);
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
      for (const VectorXd& x : {problem->start(seed), moved(problem->start(seed), seed),
                                moved(problem->start(), seed, 1.0)}) {
        if (!std::isfinite(problem->value(x))) continue;
        const GradientCheck check = check_gradient(*problem, x);
        EXPECT_TRUE(check.agrees) << name << ' ' << seed << ": " << check.message;
        EXPECT_EQ(check.likely_error, "") << name;
        EXPECT_EQ(check.wrong, 0) << name;
      }
    }
  }
}

TEST(CheckGradient, NamesEveryPlantedMistake) {
  Index planted = 0;
  for (const std::string& name : small_problems()) {
    const auto problem = make_problem(name);
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
      const VectorXd x = moved(problem->start(seed), seed);
      VectorXd right;
      if (!std::isfinite(problem->value_and_gradient(x, right))) continue;
      for (const Mistake& mistake : mistakes(problem->dimension())) {
        VectorXd wrong = right;
        mistake.plant(x, wrong);
        if (!is_plain(right, wrong, mistake)) continue;
        const GradientCheck check = check_gradient(spoilt(*problem, mistake), x);
        const std::string where = name + ", " + mistake.name + ": " + check.message;
        ++planted;
        EXPECT_FALSE(check.agrees) << where;
        EXPECT_NE(check.likely_error.find(mistake.words), std::string::npos) << where;
        if (mistake.entry >= 0) {
          EXPECT_EQ(check.index, mistake.entry) << where;
        }
        if (mistake.entry >= 0 && std::isfinite(check.gradient)) {
          EXPECT_EQ(check.gradient, wrong[check.index]) << where;
          EXPECT_NEAR(check.difference, right[check.index], 1e-4 * std::abs(right[check.index]))
              << where;
        }
      }
    }
  }
  EXPECT_GE(planted, 1000);
}

// f = x_0^2 + 3 x_1: the numbers of each field by hand.
TEST(CheckGradient, GivesTheWorstEntryWithBothNumbers) {
  const auto f = [](const VectorXd& x, VectorXd* gradient) {
    if (gradient != nullptr) *gradient = Eigen::Vector2d(2.0 * x[0], -3.0);
    return x[0] * x[0] + 3.0 * x[1];
  };
  const GradientCheck check = check_gradient(f, Eigen::Vector2d(2.0, 1.0));
  EXPECT_FALSE(check.agrees);
  EXPECT_EQ(check.index, 1);
  EXPECT_EQ(check.gradient, -3.0);
  EXPECT_NEAR(check.difference, 3.0, 1e-12);
  EXPECT_LT(check.error, 1e-10);
  EXPECT_EQ(check.wrong, 1);
  EXPECT_EQ(check.likely_error, "the sign is wrong");
  const auto too_long = [](const VectorXd& x, VectorXd* gradient) {
    if (gradient != nullptr) *gradient = VectorXd::Ones(x.size() + 1);
    return x.sum();
  };
  const GradientCheck size = check_gradient(too_long, VectorXd::Ones(2));
  EXPECT_EQ(size.index, -1);
  EXPECT_EQ(size.likely_error, "the size is wrong");
  EXPECT_EQ(size.message, "the gradient has 3 entries, expected 2: the size is wrong");
  EXPECT_THROW(minimize(too_long, VectorXd::Ones(2)), std::invalid_argument);
  const auto value_only = [](const VectorXd& x) { return x.squaredNorm(); };
  EXPECT_THROW(check_gradient(value_only, VectorXd::Ones(2)), std::invalid_argument);
  EXPECT_THROW(check_gradient(f, VectorXd::Constant(2, std::nan(""))), std::invalid_argument);
}

// |x| takes any slope in [-1, 1] at 0, and log x has no values on one side of 0.
TEST(CheckGradient, TakesSubgradientsAndSaysWhereItCannotTell) {
  for (const double slope : {-1.0, 0.0, 0.5, 1.0, 1.5}) {
    const auto kink = [slope](const VectorXd& x, VectorXd* gradient) {
      if (gradient != nullptr) (*gradient)[0] = slope;
      return std::abs(x[0]);
    };
    EXPECT_EQ(check_gradient(kink, VectorXd::Zero(1)).agrees, slope <= 1.0) << slope;
  }
  const auto edge = [](const VectorXd& x, VectorXd* gradient) {
    if (gradient != nullptr) *gradient = Eigen::Vector2d(7.0, 2.0 * x[1]);
    return x[0] == 0.0 ? x[1] * x[1] : std::nan("");
  };
  const GradientCheck check = check_gradient(edge, Eigen::Vector2d(0.0, 3.0));
  EXPECT_TRUE(check.agrees) << check.message;
  EXPECT_EQ(check.unchecked, 1);
  EXPECT_NE(check.message.find("1 are not checked"), std::string::npos) << check.message;
}

const std::vector<std::string> kSearching = {"lbfgs",
                                             "bfgs",
                                             "bfgs:search=hager_zhang",
                                             "conjugate_gradient",
                                             "newton_cg",
                                             "gradient_descent:policy=backtracking"};

bool blames_the_gradient(const Result& result) {
  return result.message.find("the gradient disagrees with differences") != std::string::npos;
}

// The trials of the failed search tell; nothing is evaluated for it.
TEST(WrongGradient, IsBlamedWhereASearchFailsForIt) {
  const Mistake sign{"sign", [](const VectorXd&, VectorXd& g) { g = -g; }, ""};
  Index blamed = 0;
  Index stalled = 0;
  for (const std::string& name : small_problems()) {
    const auto problem = make_problem(name);
    const VectorXd x = moved(problem->start(), 1);
    for (const std::string& method : kSearching) {
      const CountedFunction f = spoilt(*problem, sign);
      const Result result = minimize(f, x, {.method = method, .max_evaluations = 2000});
      EXPECT_EQ(result.f_evals, f.values) << name << ' ' << method;
      if (result.status != Status::kStalled) continue;
      ++stalled;
      if (blames_the_gradient(result)) ++blamed;
    }
  }
  EXPECT_GE(stalled, 200);
  EXPECT_GE(blamed, stalled * 95 / 100) << stalled;
}

// At a kink a right subgradient may be blamed too, which is said, so the functions are smooth.
TEST(WrongGradient, IsNotBlamedWhereItIsRight) {
  Index stalled = 0;
  for (const std::string& name : small_problems()) {
    // bbob_f14 is the root of a sum, with a kink at its minimum.
    if (problems().find(name).family != "smooth" || name == "bbob_f14") continue;
    const auto problem = make_problem(name);
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
      for (const std::string& method : kSearching) {
        const Result result =
            minimize(*problem, problem->start(seed),
                     {.method = method, .max_evaluations = 2000, .gradient_tolerance = 1e-14});
        EXPECT_FALSE(blames_the_gradient(result)) << name << ' ' << method << ' ' << result.message;
        if (result.status == Status::kStalled) ++stalled;
      }
    }
  }
  EXPECT_GE(stalled, 20);
}

}  // namespace
}  // namespace ravine
