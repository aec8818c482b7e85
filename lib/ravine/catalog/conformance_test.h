// What the conformance suite shares: the ways of an entry, objectives that count what they are
// asked, and runs compared bit for bit.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "ravine/core/spec.h"
#include "ravine/optimizer/method_test.h"
#include "ravine/ravine.h"

namespace ravine {

/// "name", and "name:key=word:..." for every combination of other words than the defaults that the
/// entry accepts.
template <class T>
std::vector<std::string> ways_of(const Entry<T>& entry) {
  std::vector<std::string> all = {entry.name};
  for (const Parameter& parameter : entry.parameters) {
    const std::size_t before = all.size();
    for (const std::string& word : parameter.choices) {
      if (word == parameter.default_value) continue;
      for (std::size_t i = 0; i < before; ++i) {
        all.push_back(all[i] + ':' + parameter.name + '=' + word);
      }
    }
  }
  std::erase_if(all, [&](const std::string& way) {
    if (way == entry.name) return false;
    try {
      entry.make(Spec(way).bind(entry.parameters, entry.name));
      return false;
    } catch (const std::invalid_argument&) {
      return true;
    }
  });
  return all;
}

/// A convex function with curvatures from 1 to 5 near its minimum, 0 at (1, -1/2, 0): one that the
/// default step of any method is made for.
inline double bowl(const VectorXd& x, VectorXd* gradient) {
  const double a = x[0] - 1.0;
  const double b = x[1] + 0.5;
  const double c = x[2];
  if (gradient != nullptr) {
    *gradient = Eigen::Vector3d(a + 0.3 * c, 4.0 * b, c * c * c + c + 0.3 * a);
  }
  return 0.5 * a * a + 2.0 * b * b + 0.25 * c * c * c * c + 0.5 * c * c + 0.3 * a * c;
}

inline const Eigen::Vector3d kBowlStart(-1.2, 1.0, 0.7);

/// A function as the mean of ten terms f_i = f (1 + (i - 4.5) / 10), all lowest where f is; counts
/// its own calls.
class CountedSum final : public FiniteSum {
 public:
  CountedSum(Index dimension, CountedFunction::Function f) : whole(dimension, std::move(f)) {}

  Index dimension() const override { return whole.dimension(); }
  Index terms() const override { return 10; }
  bool has_gradient() const override { return true; }
  double value(const VectorXd& x) const override { return whole.value(x); }
  double value_and_gradient(const VectorXd& x, VectorXd& gradient) const override {
    return whole.value_and_gradient(x, gradient);
  }
  double batch_value(const Executor&, std::span<const Index> batch,
                     const VectorXd& x) const override {
    return share(batch) * whole.value(x);
  }
  double batch_value_and_gradient(const Executor&, std::span<const Index> batch, const VectorXd& x,
                                  VectorXd& gradient) const override {
    const double value = whole.value_and_gradient(x, gradient);
    gradient *= share(batch);
    return share(batch) * value;
  }

  CountedFunction whole;

 private:
  static double share(std::span<const Index> batch) {
    double sum = 0.0;
    for (const Index i : batch) sum += 1.0 + (static_cast<double>(i) - 4.5) / 10.0;
    return sum / static_cast<double>(batch.size());
  }
};

/// The run, or nothing where the method refuses the objective before it has asked for any value.
template <class T>
std::optional<Result> run_if_taken(const T& objective, const CountedFunction& counted,
                                   const VectorXd& start, const Options& options) {
  try {
    return minimize(objective, start, options);
  } catch (const std::invalid_argument&) {
    EXPECT_EQ(counted.values, 0);
    return std::nullopt;
  }
}

/// One run of `options.method` on f as a plain function and one on f as a sum, with what each
/// objective counted. At least one of the two is taken.
struct CountedRun {
  Result result;
  Index values = 0;
  Index gradients = 0;
};

inline std::vector<CountedRun> run_both(const CountedFunction::Function& f, const VectorXd& start,
                                        const Options& options) {
  std::vector<CountedRun> runs;
  const CountedFunction plain(start.size(), f);
  const CountedSum sum(start.size(), f);
  const auto keep = [&](std::optional<Result> result, const CountedFunction& counted) {
    if (result) runs.push_back({std::move(*result), counted.values, counted.gradients});
  };
  keep(run_if_taken(plain, plain, start, options), plain);
  keep(run_if_taken(sum, sum.whole, start, options), sum.whole);
  EXPECT_FALSE(runs.empty()) << options.method << " takes neither a function nor a sum";
  return runs;
}

inline bool is_success(Status status) {
  return status == Status::kTargetReached || status == Status::kConverged;
}

/// What holds of any result: exact counts, and x and value a pair out of the run, or no success.
inline void expect_honest(const CountedRun& run, const CountedFunction::Function& f,
                          const std::string& name) {
  const Result& result = run.result;
  const std::string where = name + ": " + to_string(result.status) + ", " + result.message;
  // Whole values that only record a stochastic run are counted in their own column.
  EXPECT_EQ(result.f_evals + result.monitor_evals, run.values) << where;
  EXPECT_EQ(result.g_evals, run.gradients) << where;
  EXPECT_FALSE(result.message.empty()) << where;
  if (std::isnan(result.value)) {
    EXPECT_FALSE(is_success(result.status)) << where;
    EXPECT_TRUE(result.x.array().isNaN().all()) << where;
  } else {
    EXPECT_TRUE(std::isfinite(result.value)) << where;
    EXPECT_EQ(f(result.x, nullptr), result.value) << where;
  }
}

inline bool same_bits(const VectorXd& a, const VectorXd& b) {
  return a.size() == b.size() &&
         std::memcmp(a.data(), b.data(), static_cast<std::size_t>(a.size()) * sizeof(double)) == 0;
}

/// All of a result but its times.
inline void expect_same_run(const Result& a, const Result& b, const std::string& where) {
  EXPECT_TRUE(same_bits(a.x, b.x)) << where;
  EXPECT_TRUE(same_bits(VectorXd::Constant(1, a.value), VectorXd::Constant(1, b.value))) << where;
  EXPECT_EQ(a.status, b.status) << where;
  EXPECT_EQ(a.message, b.message) << where;
  EXPECT_EQ(a.f_evals, b.f_evals) << where;
  EXPECT_EQ(a.g_evals, b.g_evals) << where;
  EXPECT_EQ(a.epochs, b.epochs) << where;
  EXPECT_EQ(a.steps, b.steps) << where;
  EXPECT_EQ(a.non_finite_evals, b.non_finite_evals) << where;
  EXPECT_EQ(a.monitor_evals, b.monitor_evals) << where;
  ASSERT_EQ(a.trace.size(), b.trace.size()) << where;
  for (std::size_t i = 0; i < a.trace.size(); ++i) {
    EXPECT_EQ(a.trace[i].f_evals, b.trace[i].f_evals) << where;
    EXPECT_EQ(a.trace[i].g_evals, b.trace[i].g_evals) << where;
    EXPECT_EQ(a.trace[i].value, b.trace[i].value) << where;
    EXPECT_EQ(a.trace[i].best, b.trace[i].best) << where;
  }
}

}  // namespace ravine
