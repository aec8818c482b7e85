// What the conformance suite shares: the ways of an entry, objectives that count what they are
// asked, and runs compared bit for bit.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "catalog/fits.h"
#include "core/random.h"
#include "data/temporary_file.h"
#include "gradient/gradient_source.h"
#include "optimizer/method_test.h"
#include "ravine/catalog.h"
#include "ravine/minimize.h"
#include "ravine/spec.h"

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

/// A convex function with curvatures from 1 to 5 near its minimum, which is 0 at (1, -1/2, 0). The
/// default steps of all methods suit it.
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
  double value(const VectorXd& x) const override { return whole.value(x); }
  double value_and_gradient(const VectorXd& x, VectorXd& gradient) const override {
    return whole.value_and_gradient(x, gradient);
  }
  double batch_value(const Executor&, const Batch& batch, const VectorXd& x) const override {
    return share(batch) * whole.value(x);
  }
  double batch_value_and_gradient(const Executor&, const Batch& batch, const VectorXd& x,
                                  VectorXd& gradient) const override {
    const double value = whole.value_and_gradient(x, gradient);
    gradient *= share(batch);
    return share(batch) * value;
  }

  CountedFunction whole;

 private:
  static double share(const Batch& batch) {
    double sum = 0.0;
    for (const Index i : batch.terms) sum += 1.0 + (static_cast<double>(i) - 4.5) / 10.0;
    return sum / static_cast<double>(batch.terms.size());
  }
};

/// The run, or nothing where method and objective do not fit. They are then refused before any
/// value is asked for, with the reason that `misfit` gives.
template <class T>
std::optional<Result> run_if_it_fits(const T& objective, const CountedFunction& counted,
                                     const VectorXd& start, const Options& options) {
  const std::string reason = misfit(objective, *methods().make(options.method), options.gradient);
  if (reason.empty()) return minimize(objective, start, options);
  EXPECT_EQ(refusal([&] { minimize(objective, start, options); }), reason);
  EXPECT_EQ(counted.values, 0);
  return std::nullopt;
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
  keep(run_if_it_fits(plain, plain, start, options), plain);
  keep(run_if_it_fits(sum, sum.whole, start, options), sum.whole);
  EXPECT_FALSE(runs.empty()) << options.method << " takes neither a function nor a sum";
  return runs;
}

inline bool is_success(Status status) {
  return status == Status::kTargetReached || status == Status::kConverged;
}

/// What holds of any result: exact counts, and x and value a pair out of the run, or no success. Up
/// to `in_vain` evaluations more than are counted may have been made.
inline void expect_honest(const CountedRun& run, const CountedFunction::Function& f,
                          const std::string& name, Index in_vain = 0) {
  const Result& result = run.result;
  const std::string where = name + ": " + to_string(result.status) + ", " + result.message;
  // Whole values that only record a stochastic run are counted in their own column.
  EXPECT_LE(result.f_evals + result.monitor_evals, run.values) << where;
  EXPECT_LE(run.values, result.f_evals + result.monitor_evals + in_vain) << where;
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

/// The numbers that one value of a sum reads, about.
inline double work_of(const Objective& objective) {
  const auto* sum = capability<FiniteSum>(objective);
  const auto n = static_cast<double>(objective.dimension());
  return sum == nullptr ? n : n * static_cast<double>(sum->terms());
}

constexpr double kLargeWork = 1e7;

/// x moved by a tenth of its size, or by a tenth, along each axis.
inline VectorXd moved(VectorXd x, std::uint64_t seed, double distance = 0.1) {
  Random random(seed, Random::Stream::kDirection);
  for (double& entry : x) entry += distance * std::max(1.0, std::abs(entry)) * random.normal();
  return x;
}

/// d/dt f(x + t d) at t = 0: central differences of h and h / 2, extrapolated (Richardson 1911).
inline double slope_along(const Objective& f, const VectorXd& x, const VectorXd& d, double h) {
  const auto central = [&](double t) {
    return (f.value(x + t * d) - f.value(x - t * d)) / (2.0 * t);
  };
  return (4.0 * central(h / 2.0) - central(h)) / 3.0;
}

/// Up to 40 axes, and the direction of the gradient.
inline std::vector<VectorXd> directions_of(const VectorXd& gradient, Index most) {
  const Index n = gradient.size();
  std::vector<VectorXd> directions;
  Random random(1, Random::Stream::kDirection);
  for (Index k = 0; k < std::min(n, most); ++k) {
    directions.push_back(VectorXd::Unit(n, n <= most ? k : random.below(n)));
  }
  if (gradient.norm() > 0.0) directions.push_back(gradient.normalized());
  return directions;
}

/// True where the gradient at x is within 1e-6 of differences of h, but for what rounding f costs
/// them.
inline bool agrees(const Objective& f, const VectorXd& x, double h) {
  VectorXd gradient;
  const double value = f.value_and_gradient(x, gradient);
  const Index most = work_of(f) > kLargeWork ? 3 : 40;
  for (const VectorXd& d : directions_of(gradient, most)) {
    const double length = std::max(1.0, x.cwiseProduct(d).lpNorm<Eigen::Infinity>());
    const double slope = gradient.dot(d);
    const double error = std::abs(slope - slope_along(f, x, d, h * length));
    if (!(error <= 1e-6 * (1.0 + std::abs(slope)) + 1e-10 * std::abs(value))) return false;
  }
  return true;
}

/// True where the same holds for one of three distances, at x or right beside it. Some functions
/// have waves of 1e-4, and a difference may straddle a kink by chance. A wrong gradient is wrong
/// for all distances and at both points.
inline bool agrees_with_differences(const Objective& f, const VectorXd& x) {
  for (const VectorXd& at : {x, moved(x, 1, 1e-3), moved(x, 2, 1e-3)}) {
    for (const double h : {1e-5, 1e-6, 1e-7}) {
      if (agrees(f, at, h)) return true;
    }
  }
  return false;
}

}  // namespace ravine
