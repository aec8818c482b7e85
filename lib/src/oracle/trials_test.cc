// Promise: points that are announced go out together, and all that a run counts and finds is as if
// they were evaluated one by one.
#include "oracle/trials.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <functional>
#include <stdexcept>
#include <vector>

#include "parallel/backend.h"
#include "parallel/simulated_test.h"
#include "ravine/oracle.h"

namespace ravine {
namespace {

/// A function of one variable that counts its calls; the variable itself, unless told.
class Counted final : public Objective {
 public:
  using Function = std::function<double(double)>;
  explicit Counted(Function f = [](double x) { return x; }) : f_(std::move(f)) {}
  Index dimension() const override { return 1; }
  double value(const VectorXd& x) const override {
    ++calls;
    return f_(x[0]);
  }
  mutable std::atomic<Index> calls = 0;

 private:
  Function f_;
};

std::vector<VectorXd> line_of(std::initializer_list<double> entries) {
  std::vector<VectorXd> points;
  for (const double entry : entries) points.push_back(VectorXd::Constant(1, entry));
  return points;
}

std::vector<VectorXd> falling(int count) {
  std::vector<VectorXd> points;
  for (int i = 0; i < count; ++i) points.push_back(VectorXd::Constant(1, 100.0 - i));
  return points;
}

/// What a run on `f` gives whose only batch is `points`.
Result run_on(const Counted& f, const Executor& executor, const Options& options,
              const std::vector<VectorXd>& points) {
  Oracle oracle(f, nullptr, executor, options, 0);
  VectorXd values;
  oracle.values(points, values);
  return oracle.take();
}

TEST(Trials, CountTheSameForAnyNumberOfThreads) {
  for (const Options& options : {Options{}, Options{.max_evaluations = 41}, Options{.target = 58.5},
                                 Options{.max_evaluations = 70, .target = 30.0}}) {
    const Counted alone;
    const Result expected = run_on(alone, serial_executor(), options, falling(80));
    EXPECT_EQ(alone.calls, expected.f_evals);
    for (int threads = 2; threads <= 64; ++threads) {
      const Counted f;
      const Simulated executor(threads, f.calls);
      const Result result = run_on(f, executor, options, falling(80));
      EXPECT_EQ(result.f_evals, expected.f_evals) << threads;
      EXPECT_EQ(result.status, expected.status) << threads;
      EXPECT_EQ(result.value, expected.value) << threads;
      EXPECT_EQ(result.rounds, expected.rounds) << threads;
      // A run that ends within its batch has evaluated little in vain.
      EXPECT_LE(f.calls - result.f_evals, 30 + threads) << threads;
      EXPECT_LE(f.calls, options.max_evaluations) << threads;
    }
  }
}

TEST(Trials, TakeAsFewRoundsAsThereAreThreadsFor) {
  for (Index count = 1; count <= 80; ++count) {
    for (int threads = 2; threads <= 64; ++threads) {
      const Counted f;
      const Simulated executor(threads, f.calls);
      run_on(f, executor, {}, falling(static_cast<int>(count)));
      ASSERT_EQ(executor.elapsed(), (count + threads - 1) / threads) << count << ' ' << threads;
    }
  }
}

// A run with a limit of time looks at the clock after each round.
TEST(Trials, OfATimedRunGoOutARoundAtATime) {
  const Counted f;
  const Simulated executor(7, f.calls);
  run_on(f, executor, {.max_seconds = 1e3, .target = 100.0}, falling(80));
  EXPECT_EQ(f.calls, 7);
}

// Point 1 ends the run, so that what point 3 throws is never seen: as with one thread.
TEST(Trials, ThrowWhatAPointThrewOnlyWhereTheRunGetsThere) {
  const Counted f([](double x) -> double {
    if (x < 0.0) throw std::domain_error("outside");
    return x;
  });
  const auto executor = make_executor("openmp", 3);
  const auto points = line_of({5.0, 1.0, 4.0, -1.0});
  EXPECT_EQ(run_on(f, *executor, {.target = 1.0}, points).status, Status::kTargetReached);
  EXPECT_THROW(run_on(f, *executor, {}, points), std::domain_error);
}

TEST(Trials, EndARunAtAPointThatIsNotFinite) {
  const Counted f;
  const Simulated executor(4, f.calls);
  const Result result = run_on(f, executor, {}, line_of({5.0, 4.0, std::nan(""), 3.0}));
  EXPECT_EQ(result.status, Status::kDiverged);
  EXPECT_EQ(result.f_evals, 2);
  EXPECT_EQ(f.calls, 2);
}

TEST(Trials, AcceptIteratesBetweenThem) {
  const Counted f;
  const Simulated executor(4, f.calls);
  std::vector<Index> seen;
  Oracle oracle(f, nullptr, executor,
                {.observer = [&](const Progress& p) { seen.push_back(p.evaluations); }}, 0);
  const auto points = line_of({5.0, 4.0, 3.0});
  oracle.announce(points);
  double value = 0.0;
  for (const VectorXd& x : points) {
    EXPECT_TRUE(oracle.value(x, value));
    EXPECT_TRUE(oracle.accept(x, value));
  }
  EXPECT_EQ(seen, (std::vector<Index>{1, 2, 3}));
}

TEST(Trials, AreTakenInTheirOrderAndAllOfThem) {
  const Counted f;
  Oracle oracle(f, nullptr, serial_executor(), {}, 0);
  const auto points = line_of({5.0, 4.0});
  oracle.announce(points);
  double value = 0.0;
  EXPECT_THROW(oracle.value(points[1], value), std::logic_error);
  EXPECT_TRUE(oracle.value(points[0], value));
  EXPECT_THROW(oracle.announce(points), std::logic_error);
}

}  // namespace
}  // namespace ravine
