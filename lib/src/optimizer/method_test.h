// Runs one method on one function through an oracle of its own, for the tests of the methods.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gradient/gradient_source.h"
#include "ravine/finite_sum.h"
#include "ravine/optimizer.h"
#include "ravine/spec.h"

namespace ravine {

/// f(x), with its gradient where the pointer is not null; counts its own calls.
class CountedFunction final : public Objective {
 public:
  using Function = std::function<double(const VectorXd&, VectorXd*)>;
  CountedFunction(Index dimension, Function f) : dimension_(dimension), f_(std::move(f)) {}

  Index dimension() const override { return dimension_; }
  double value(const VectorXd& x) const override {
    ++values;
    return f_(x, nullptr);
  }
  double value_and_gradient(const VectorXd& x, VectorXd& gradient) const override {
    ++values;
    ++gradients;
    gradient.resize(dimension_);
    return f_(x, &gradient);
  }

  mutable std::atomic<Index> values = 0;
  mutable std::atomic<Index> gradients = 0;

 private:
  Index dimension_;
  Function f_;
};

/// 1/2 sum lambda_i x_i^2.
inline CountedFunction::Function quadratic(VectorXd lambda) {
  return [lambda = std::move(lambda)](const VectorXd& x, VectorXd* gradient) {
    if (gradient != nullptr) *gradient = lambda.cwiseProduct(x);
    return 0.5 * x.dot(lambda.cwiseProduct(x));
  };
}

/// 100 (y - x^2)^2 + (1 - x)^2 (Rosenbrock 1960), lowest at (1, 1).
inline double rosenbrock(const VectorXd& x, VectorXd* gradient) {
  const double valley = x[1] - x[0] * x[0];
  if (gradient != nullptr) {
    *gradient = Eigen::Vector2d(-400.0 * x[0] * valley - 2.0 * (1.0 - x[0]), 200.0 * valley);
  }
  return 100.0 * valley * valley + (1.0 - x[0]) * (1.0 - x[0]);
}

/// The function's own gradient, at one value and one gradient a point.
class OwnGradient : public GradientSource {
 public:
  GradientCost cost(Index, bool) const override { return {1, 1}; }
  GradientCost cost_with_value(Index) const override { return {1, 1}; }

 private:
  double differentiate(const GradientQuery& query, VectorXd& gradient, Probes&) override {
    const auto* const parallel = capability<ParallelEvaluation>(query.f);
    return parallel != nullptr ? parallel->value_and_gradient_on(query.executor, query.x, gradient)
                               : query.f.value_and_gradient(query.x, gradient);
  }
};

/// The same, and known to be the objective's own.
class AnalyticGradient final : public OwnGradient {
 public:
  bool analytic() const override { return true; }
};

/// The method with parameters, "beta=0.5:step=0.1" or nothing.
inline std::unique_ptr<Optimizer> make_method(const Entry<Optimizer>& entry,
                                              const std::string& parameters = "") {
  const std::string text = parameters.empty() ? entry.name : entry.name + ':' + parameters;
  return entry.make(Spec(text).bind(entry.parameters, "method '" + entry.name + "'"));
}

inline Result run_method(const Entry<Optimizer>& entry, const std::string& parameters,
                         const Objective& objective, const VectorXd& start,
                         const Options& options = {}, Index batch_size = 0) {
  OwnGradient source;
  Oracle oracle(objective, &source, serial_executor(), options, batch_size);
  VectorXd x = start;
  make_method(entry, parameters)->minimize(oracle, x);
  return oracle.take();
}

/// The first iterates of a run, the start among them.
inline std::vector<VectorXd> iterates_of(const Entry<Optimizer>& entry,
                                         const std::string& parameters, const Objective& objective,
                                         const VectorXd& start, std::size_t count) {
  std::vector<VectorXd> iterates;
  Options options;
  options.gradient_tolerance = 0.0;
  options.observer = [&](const Progress& progress) {
    iterates.push_back(progress.x);
    return iterates.size() < count;
  };
  run_method(entry, parameters, objective, start, options);
  return iterates;
}

/// A method's rule for one coordinate: keeps its own state, and takes x_t, t = 1, 2, ... to
/// x_{t+1} with the gradient given as a function.
using Slope = std::function<long double(long double)>;
using ScalarRule = std::function<long double(long double x, int t, const Slope& slope)>;

/// Compares 200 iterates on sum x_i^4 / 4 + x_i^2 / 2 + x_i, whose coordinates do not touch each
/// other, with a scalar rule in long double.
inline void expect_follows(const Entry<Optimizer>& entry, const std::string& parameters,
                           const std::function<ScalarRule()>& make_rule) {
  const CountedFunction f(3, [](const VectorXd& x, VectorXd* gradient) {
    if (gradient != nullptr) *gradient = x.array().cube() + x.array() + 1.0;
    return (x.array().pow(4) / 4.0 + x.array().square() / 2.0 + x.array()).sum();
  });
  const Slope slope = [](long double x) { return x * x * x + x + 1.0L; };
  const Eigen::Vector3d start(1.5, -2.0, 0.1);
  const auto iterates = iterates_of(entry, parameters, f, start, 200);
  ASSERT_EQ(iterates.size(), 200U) << entry.name;
  for (Index i = 0; i < 3; ++i) {
    const ScalarRule rule = make_rule();
    long double x = start[i];
    for (std::size_t t = 1; t < iterates.size(); ++t) {
      x = rule(x, static_cast<int>(t), slope);
      ASSERT_NEAR(iterates[t][i], static_cast<double>(x), 1e-12)
          << entry.name << ':' << parameters << " coordinate " << i << " step " << t;
    }
  }
}

}  // namespace ravine
