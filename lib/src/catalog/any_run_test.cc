// What every run promises, tried on runs drawn at random: any method, problem, start, gradient,
// budget and backend, and any fault of the function. A seed fixes a run. The environment variable
// RAVINE_RUNS=FIRST:COUNT tries other seeds, as many as there is time for; a run that breaks a
// promise names its seed.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <atomic>
#include <bit>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <thread>

#include "catalog/conformance_test.h"
#include "parallel/backend.h"

namespace ravine {
namespace {

enum class Fault { kNone, kNan, kInfinite, kWall, kGradientNan, kThrows, kSlow, kTruncated };
constexpr Index kFaults = 8;

struct Thrown {};

/// A number that the bits of x fix, so that a fault does not depend on who asks first.
std::uint64_t bits_of(const VectorXd& x) {
  std::uint64_t hash = 0x9e3779b97f4a7c15;
  for (const double entry : x) {
    hash = (hash ^ std::bit_cast<std::uint64_t>(entry)) * 0xbf58476d1ce4e5b9;
    hash ^= hash >> 29;
  }
  return hash;
}

struct Named {
  std::string name;
  std::unique_ptr<Problem> problem;
  bool analytic;  // whether it has a gradient of its own
};

/// What a seed draws.
struct Draw {
  const Named* problem = nullptr;
  Fault fault = Fault::kNone;
  bool at_start = false;  // whether the fault may strike there
  Index one_in = 2;       // points that it strikes
  VectorXd start;
  Options options;
};

/// The problems of few parameters that are no data sets, which load once.
const std::vector<Named>& small_problems() {
  static const auto all = [] {
    std::vector<Named> found;
    for (const std::string& name : problems().names()) {
      auto problem = make_problem(name);
      const bool sum = capability<FiniteSum>(problem->objective()) != nullptr;
      if (sum || problem->dimension() > 20) continue;
      const bool analytic = has_gradient(problem->objective(), problem->start());
      found.push_back({name, std::move(problem), analytic});
    }
    return found;
  }();
  return all;
}

/// The sources that take any function.
const std::vector<std::string>& sources() {
  static const auto all = [] {
    std::vector<std::string> found;
    for (const std::string& name : gradient_sources().names()) {
      if (gradient_misfit(CountedFunction(1, bowl), name).empty()) found.push_back(name);
    }
    return found;
  }();
  return all;
}

Draw drawn(std::uint64_t seed) {
  Random random(seed, Random::Stream::kData);
  const auto one_of = [&](const auto& all) -> const auto& {
    return all[static_cast<std::size_t>(random.below(static_cast<Index>(all.size())))];
  };
  static const std::vector<std::string> names = methods().names();
  Draw draw;
  draw.problem = &one_of(small_problems());
  const Problem& problem = *draw.problem->problem;
  draw.fault = random.below(2) == 0 ? Fault::kNone : static_cast<Fault>(random.below(kFaults));
  draw.at_start = random.below(10) == 0;
  draw.one_in = 2 + random.below(30);
  draw.start = std::pow(10.0, random.uniform(-2.0, 2.0)) *
               problem.start(1 + static_cast<std::uint64_t>(random.below(100)));
  Options& options = draw.options;
  options.method = one_of(names);
  const std::string& gradient = one_of(sources());
  if (methods().make(options.method)->uses_gradient()) {
    options.gradient = gradient == "analytic" && !draw.problem->analytic ? "centered" : gradient;
  }
  options.max_evaluations = 1 + random.below(random.below(2) == 0 ? 30 : 600);
  options.seed = 1 + static_cast<std::uint64_t>(random.below(1000));
  options.backend = one_of(backends()).name;
  options.threads = options.backend == "serial" ? 1 : 1 + static_cast<int>(random.below(4));
  options.trace = random.below(3) == 0;
  if (random.below(4) == 0) options.value_tolerance = 1e-6;
  if (random.below(4) == 0) options.target = problem.value(draw.start) * random.uniform(0.0, 1.0);
  return draw;
}

/// The problem's function with the fault, which notes what it is asked.
class Faulty {
 public:
  explicit Faulty(const Draw& draw) : problem_(*draw.problem->problem), draw_(draw) {}

  double operator()(const VectorXd& x, VectorXd* gradient) const {
    if (!x.allFinite()) asked_non_finite = true;
    const bool strikes = struck(x);
    if (strikes && draw_.fault == Fault::kThrows) throw Thrown();
    if (strikes && draw_.fault == Fault::kSlow) {
      std::this_thread::sleep_for(std::chrono::microseconds(100));
    }
    const double value =
        gradient != nullptr ? problem_.value_and_gradient(x, *gradient) : problem_.value(x);
    if (!strikes) return value;
    if (gradient != nullptr && draw_.fault == Fault::kGradientNan) (*gradient)[0] = kNaN;
    if (gradient != nullptr && draw_.fault == Fault::kTruncated) gradient->resize(x.size() + 1);
    if (draw_.fault == Fault::kNan || draw_.fault == Fault::kWall) return kNaN;
    return draw_.fault == Fault::kInfinite ? std::numeric_limits<double>::infinity() : value;
  }

  /// The same as a function that can be copied.
  CountedFunction::Function function() const {
    return [this](const VectorXd& x, VectorXd* gradient) { return (*this)(x, gradient); };
  }

  mutable std::atomic<bool> asked_non_finite = false;

 private:
  static constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

  bool struck(const VectorXd& x) const {
    if (draw_.fault == Fault::kNone || (!draw_.at_start && x == draw_.start)) return false;
    if (draw_.fault == Fault::kWall) return x[0] > draw_.start[0] + 0.1;
    return bits_of(x) % static_cast<std::uint64_t>(draw_.one_in) == 0;
  }

  const Problem& problem_;
  const Draw& draw_;
};

/// How the runs of the function, and of a sum of such, ended: with results, or with an exception.
struct Ending {
  std::vector<CountedRun> runs;
  bool thrown = false;  // the function's own exception
  std::string refusal;  // of a gradient of the wrong size
};

Ending run(const Faulty& faulty, const VectorXd& start, const Options& options) {
  Ending ending;
  try {
    ending.runs = run_both(faulty.function(), start, options);
  } catch (const Thrown&) {
    ending.thrown = true;
  } catch (const std::invalid_argument& error) {
    ending.refusal = error.what();
  }
  return ending;
}

void expect_within(const Options& options, const Result& result) {
  EXPECT_GE(result.f_evals + result.monitor_evals, 1);
  EXPECT_LE(result.f_evals, options.max_evaluations);
  if (result.status == Status::kTargetReached) {
    EXPECT_LE(result.value, options.target);
  }
  if (result.status == Status::kConverged && !std::isnan(result.gradient_norm) &&
      result.message.find("the round-off of its differences") == std::string::npos &&
      options.value_tolerance == 0.0) {
    EXPECT_LE(result.gradient_norm, options.gradient_tolerance) << result.message;
  }
  for (std::size_t i = 1; i < result.trace.size(); ++i) {
    EXPECT_LE(result.trace[i - 1].f_evals, result.trace[i].f_evals);
    EXPECT_LE(result.trace[i].best, result.trace[i - 1].best);
  }
}

void try_seed(std::uint64_t seed) {
  const Draw draw = drawn(seed);
  const Options& options = draw.options;
  const std::string what = fmt::format("seed {}: {} on {} by '{}', fault {}, {} evaluations, {}:{}",
                                       seed, options.method, draw.problem->name, options.gradient,
                                       static_cast<int>(draw.fault), options.max_evaluations,
                                       options.backend, options.threads);
  SCOPED_TRACE(what);
  const Faulty faulty(draw);
  const Ending ending = run(faulty, draw.start, options);
  EXPECT_FALSE(faulty.asked_non_finite);
  EXPECT_TRUE(!ending.thrown || draw.fault == Fault::kThrows);
  EXPECT_TRUE(ending.refusal.empty() || draw.fault == Fault::kTruncated) << ending.refusal;
  // Of a batch in which the run ends, several threads may have evaluated some points more.
  const Index in_vain = options.threads > 1 ? 30 + options.threads : 0;
  for (const CountedRun& one : ending.runs) {
    expect_honest(one, faulty.function(), what, in_vain);
    expect_within(options, one.result);
  }
  Options serial = options;
  serial.backend = "serial";
  serial.threads = 1;
  const Ending again = run(faulty, draw.start, serial);
  EXPECT_EQ(again.thrown, ending.thrown);
  EXPECT_EQ(again.refusal, ending.refusal);
  ASSERT_EQ(again.runs.size(), ending.runs.size());
  for (std::size_t i = 0; i < again.runs.size(); ++i) {
    expect_same_run(again.runs[i].result, ending.runs[i].result, what);
  }
}

TEST(AnyRun, KeepsItsPromises) {
  std::uint64_t first = 1;
  std::uint64_t count = 3000;
  if (const char* const asked = std::getenv("RAVINE_RUNS")) {
    const std::string text = asked;
    first = std::stoull(text);
    count = std::stoull(text.substr(text.find(':') + 1));
  }
  for (std::uint64_t seed = first; seed < first + count && !HasFailure(); ++seed) try_seed(seed);
}

}  // namespace
}  // namespace ravine
