#include "ravine/minimize.h"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>
#include <string>

#include "catalog/fits.h"
#include "optimizer/pseudo_huber_test.h"
#include "ravine/ravine.h"

namespace ravine {
namespace {

class Parabola final : public Objective {
 public:
  Index dimension() const override { return 2; }
  double value(const VectorXd& x) const override { return (x.array() - 3.0).square().sum(); }
  double value_and_gradient(const VectorXd& x, VectorXd& gradient) const override {
    gradient = 2.0 * (x.array() - 3.0).matrix();
    return value(x);
  }
};

TEST(Minimize, TakesALambdaAGradientLambdaAndAClass) {
  const VectorXd x0 = VectorXd::Constant(3, 1.0);
  const auto sphere = [](const VectorXd& x) { return x.squaredNorm(); };
  const auto with_gradient = [](const VectorXd& x, VectorXd* gradient) -> double {
    if (gradient != nullptr) *gradient = 2.0 * x;
    return x.squaredNorm();
  };
  const Options options{.method = "gradient_descent:step=0.1", .target = 1e-8};
  const Result plain = minimize(sphere, x0, options);
  EXPECT_EQ(plain.status, Status::kTargetReached);
  EXPECT_EQ(plain.g_evals, 0);
  EXPECT_EQ(plain.f_evals % 7, 0);  // a value and 2n probes each
  const Result analytic = minimize(with_gradient, x0, options);
  EXPECT_EQ(analytic.status, Status::kTargetReached);
  EXPECT_EQ(analytic.g_evals, analytic.f_evals);
  const Result object = minimize(Parabola(), VectorXd::Zero(2), options);
  EXPECT_EQ(object.status, Status::kTargetReached);
  EXPECT_EQ(object.g_evals, object.f_evals);
  EXPECT_NEAR(object.x[0], 3.0, 1e-3);
}

/// Steps of a tenth of the negative gradient: gradient_descent:step=0.1.
class Tenth final : public Optimizer {
 public:
  void minimize(Oracle& oracle, VectorXd& x) const override {
    VectorXd gradient;
    while (oracle.evaluate(x, gradient)) x -= 0.1 * gradient;
  }
};

TEST(MinimizeWith, RunsTheCallersMethodLikeOneOfTheTable) {
  const auto sphere = [](const VectorXd& x) { return x.squaredNorm(); };
  const VectorXd x0 = VectorXd::Constant(3, 1.0);
  for (const char* source : {"centered", "forward"}) {
    const Result own = minimize_with(Tenth(), sphere, x0, {.gradient = source, .target = 1e-8});
    const Result named = minimize(
        sphere, x0, {.method = "gradient_descent:step=0.1", .gradient = source, .target = 1e-8});
    EXPECT_EQ(own.status, Status::kTargetReached);
    EXPECT_EQ(own.x, named.x);
    EXPECT_EQ(own.f_evals, named.f_evals);
  }
  const Result object = minimize_with(Tenth(), Parabola(), VectorXd::Zero(2), {.target = 1e-8});
  EXPECT_EQ(object.g_evals, object.f_evals);
  EXPECT_THROW(minimize_with(Tenth(), sphere, VectorXd()), std::invalid_argument);
  EXPECT_THROW(minimize_with(Tenth(), sphere, x0, {.batch_size = 2}), std::invalid_argument);
}

TEST(Minimize, RefusesAnOptionThatItCannotUseByItsName) {
  const double nan = std::nan("");
  struct Case {
    Options options;
    const char* named;
  };
  const Case cases[] = {
      {{.method = "no_such"}, "method 'no_such'; there is: "},
      {{.method = "adam:no_such=1"}, "parameter of method 'adam' 'no_such'; there is: step"},
      {{.method = "adam:step=fast"}, "parameter 'step': expected a number"},
      {{.gradient = "no_such"}, "gradient 'no_such'; there is: "},
      {{.gradient = "analytic"}, "gradient 'analytic': this objective offers no gradient"},
      {{.method = "nelder_mead", .gradient = "forward"}, "gradient 'forward': "},
      {{.backend = "no_such"}, "backend 'no_such'; there is: serial, openmp, tbb"},
      {{.threads = 0}, "threads: expected"},
      {{.threads = -3}, "threads: expected"},
      {{.batch_size = -1}, "batch_size: expected"},
      {{.method = "sgd", .batch_size = 3}, "batch_size: this objective is not a sum"},
      {{.max_evaluations = 0}, "max_evaluations: expected"},
      {{.max_seconds = 0.0}, "max_seconds: expected"},
      {{.max_seconds = nan}, "max_seconds: expected"},
      {{.target = nan}, "target: expected"},
      {{.gradient_tolerance = -1.0}, "gradient_tolerance: expected"},
      {{.gradient_tolerance = nan}, "gradient_tolerance: expected"},
      {{.value_tolerance = nan}, "value_tolerance: expected"},
  };
  for (const Case& c : cases) {
    int calls = 0;
    const auto sphere = [&](const VectorXd& x) {
      ++calls;
      return x.squaredNorm();
    };
    try {
      minimize(sphere, VectorXd::Ones(3), c.options);
      ADD_FAILURE() << "taken: " << c.named;
    } catch (const std::invalid_argument& error) {
      EXPECT_NE(std::string(error.what()).find(c.named), std::string::npos) << error.what();
    }
    // Only the function itself can say that it has no gradient.
    EXPECT_EQ(calls, c.options.gradient == "analytic" ? 1 : 0) << c.named;
  }
}

// A class is asked for its gradient through whatever reference it is seen, at no evaluation more.
TEST(Minimize, FindsTheGradientOfAClassThroughItsBase) {
  class Counted final : public Objective {
   public:
    Index dimension() const override { return 2; }
    double value(const VectorXd& x) const override {
      ++values;
      return x.squaredNorm();
    }
    double value_and_gradient(const VectorXd& x, VectorXd& gradient) const override {
      ++gradients;
      gradient = 2.0 * x;
      return value(x);
    }
    mutable Index values = 0;
    mutable Index gradients = 0;
  };
  for (const std::string& method : methods().names()) {
    if (!misfit(Counted(), *methods().make(method), "").empty()) continue;
    const Counted counted;
    const Objective& seen = counted;
    const Result result =
        minimize(seen, VectorXd::Ones(2), {.method = method, .max_evaluations = 50});
    EXPECT_EQ(result.f_evals, counted.values) << method;
    EXPECT_EQ(result.g_evals, counted.gradients) << method;
    EXPECT_EQ(result.g_evals > 0, methods().make(method)->uses_gradient()) << method;
  }
}

// The least that a run returns is its start.
TEST(Minimize, EvaluatesTheStartWhereTheBudgetReachesNoGradient) {
  const auto sphere = [](const VectorXd& x) { return x.squaredNorm(); };
  const VectorXd start = VectorXd::Ones(100);
  for (const std::string& method : methods().names()) {
    if (!methods().make(method)->uses_gradient() || method == "svrg" || method == "saga") continue;
    for (const char* gradient : {"", "centered"}) {
      const Result result =
          minimize(sphere, start, {.method = method, .gradient = gradient, .max_evaluations = 50});
      EXPECT_EQ(result.status, Status::kMaxEvaluations) << method;
      EXPECT_EQ(result.f_evals, 1) << method;
      EXPECT_EQ(result.value, 100.0) << method;
      EXPECT_EQ(result.x, start) << method;
    }
  }
}

TEST(Minimize, GivesTheLastIterateBesideTheBestPoint) {
  const auto bowl = [](const VectorXd& x, VectorXd* g) {
    if (g != nullptr) *g = 2.0 * x;
    return x.squaredNorm();
  };
  // Steps of 1.5 gradients' length overshoot the minimum: each iterate is twice as far as the last.
  const Result worse = minimize(bowl, VectorXd::Ones(1),
                                {.method = "gradient_descent:step=1.5", .max_evaluations = 4});
  EXPECT_EQ(worse.x[0], 1.0);
  EXPECT_EQ(worse.last_x[0], -8.0);
  EXPECT_EQ(worse.last_value, 64.0);
  EXPECT_EQ(worse.gradient_norm, 16.0);
  const Result better = minimize(bowl, VectorXd::Ones(1),
                                 {.method = "gradient_descent:step=0.25", .max_evaluations = 4});
  EXPECT_EQ(better.x[0], 0.125);
  EXPECT_EQ(better.last_x, better.x);
  EXPECT_EQ(better.last_value, better.value);
  EXPECT_EQ(better.gradient_norm, 0.25);
}

// By hand: the sum of squares at (1, 1, 1) is 3 and its gradient (2, 2, 2).
TEST(Gradient, CenteredOfTheSumOfSquares) {
  const auto sphere = [](const VectorXd& x) { return x.squaredNorm(); };
  const VectorXd ones = VectorXd::Ones(3);
  const VectorXd g = gradient(sphere, ones, {.gradient = "centered:h=1e-6"});
  EXPECT_EQ(sphere(ones), 3.0);
  EXPECT_LE((g - VectorXd::Constant(3, 2.0)).cwiseAbs().maxCoeff(), 1e-9);
}

TEST(Minimize, DifferentiatesTemplatedFunctionsByDualAndComplexNumbers) {
  const auto f = templated([](const auto& x) { return exp(x[0]) - x[0] + x.squaredNorm(); });
  const VectorXd x0 = VectorXd::Constant(3, 1.0);
  for (const char* source : {"autodiff", "complex_step"}) {
    const Result result = minimize(f, x0, {.gradient = source});
    EXPECT_EQ(result.status, Status::kConverged) << source;
    EXPECT_EQ(result.f_evals % 4, 0) << source;  // a value and n more at each point
    EXPECT_EQ(result.g_evals, 0);
    EXPECT_LE(gradient(f, result.x, {.gradient = source}).norm(), 1e-7);
  }
  const auto problem = make_problem("rosenbrock:dimension=5");
  EXPECT_NEAR(minimize(*problem, problem->start(), {.gradient = "autodiff"}).value, 0.0, 1e-15);
}

TEST(Minimize, RefusesToDifferentiateOpaqueFunctionsByName) {
  const auto opaque = [](const VectorXd& x) { return x.squaredNorm(); };
  for (const std::string source : {"autodiff", "complex_step"}) {
    try {
      minimize(opaque, VectorXd::Ones(2), {.gradient = source});
      FAIL() << source;
    } catch (const std::invalid_argument& error) {
      EXPECT_NE(std::string(error.what()).find("gradient '" + source + "'"), std::string::npos);
      EXPECT_NE(std::string(error.what()).find("ravine::templated"), std::string::npos);
    }
  }
}

// Neither the run nor what it returns may have another size than x.
TEST(Minimize, RefusesAGradientOfAnotherSize) {
  for (const Index size : {0, 1, 2, 4, 50}) {
    const auto wrong = [size](const VectorXd& x, VectorXd* g) {
      if (g != nullptr) *g = VectorXd::Ones(size);
      return x.squaredNorm();
    };
    for (const char* method : {"gradient_descent", "lbfgs", "adam", "newton_cg"}) {
      try {
        minimize(wrong, VectorXd::Ones(3), {.method = method});
        ADD_FAILURE() << method << ' ' << size;
      } catch (const std::invalid_argument& error) {
        EXPECT_NE(std::string(error.what()).find("expected 3 entries"), std::string::npos)
            << error.what();
      }
    }
  }
}

// (1/3) sum (x - k)^2, for any scalar as a whole, and by mini-batches in double alone.
class TemplatedMean final : public FiniteSum, public AnyScalar {
 public:
  Index dimension() const override { return 1; }
  Index terms() const override { return 3; }
  double value(const VectorXd& x) const override { return at(x[0]); }
  Dual dual_value(const DualVector& x) const override { return at(x[0]); }
  Complex complex_value(const ComplexVector& x) const override { return at(x[0]); }
  double batch_value(const Executor&, const Batch& batch, const VectorXd& x) const override {
    double sum = 0.0;
    for (const Index k : batch.terms) sum += std::pow(x[0] - static_cast<double>(k), 2);
    return sum / static_cast<double>(batch.terms.size());
  }
  double batch_value_and_gradient(const Executor&, const Batch&, const VectorXd&,
                                  VectorXd&) const override {
    throw std::logic_error("this sum offers no gradient");
  }

 private:
  template <class Real>
  static Real at(const Real& x) {
    return (x * x + (x - 1.0) * (x - 1.0) + (x - 2.0) * (x - 2.0)) / 3.0;
  }
};

TEST(Minimize, SaysWhyMiniBatchesTakeNoOtherScalar) {
  const TemplatedMean mean;
  EXPECT_NEAR(minimize(mean, VectorXd::Zero(1), {.gradient = "autodiff"}).x[0], 1.0, 1e-8);
  for (const char* method : {"sgd", "saga", "svrg"}) {
    try {
      minimize(mean, VectorXd::Zero(1), {.method = method, .gradient = "autodiff"});
      ADD_FAILURE() << method;
    } catch (const std::invalid_argument& error) {
      EXPECT_NE(std::string(error.what()).find("mini-batches"), std::string::npos) << error.what();
    }
  }
}

TEST(Minimize, TakesAPartiallySeparableFunction) {
  const PartiallySeparable f(4, {{0, 1}, {1, 2}, {2, 3}}, [](Index k, const VectorXd& x) {
    const double valley = x[k + 1] - x[k] * x[k];
    return 100.0 * valley * valley + (1.0 - x[k]) * (1.0 - x[k]);
  });
  const Result result = minimize(f, VectorXd::Zero(4), {.gradient = "centered"});
  EXPECT_LE(result.value, 1e-15);
  EXPECT_EQ(result.f_evals % 9, 0);  // a value and 2n at each point, whatever the terms cost
}

// By values alone a slope below 1e-8 can't be told from none: 170 has digits to 3e-14, and the
// probes are 1.2e-5 apart. A run that went on for 1e-10 would spend ten times as many evaluations.
TEST(Minimize, DifferencesConvergeAtTheirRoundOff) {
  struct Expected {
    const char* source;
    Index evaluations;
    double slope;
  };
  for (const Expected& expected :
       {Expected{"centered", 40'000, 1e-7}, Expected{"forward", 20'000, 1e-4},
        Expected{"centered4", 75'000, 1e-6}}) {
    Index spent = 0;
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
      const CountedFunction f = pseudo_huber(seed);
      const Result result =
          minimize(f, VectorXd::Zero(5), {.method = "lbfgs", .gradient = expected.source});
      EXPECT_EQ(result.status, Status::kConverged)
          << expected.source << ' ' << seed << ' ' << result.message;
      VectorXd gradient(5);
      f.value_and_gradient(result.x, gradient);
      EXPECT_LE(gradient.norm(), expected.slope) << expected.source << ' ' << seed;
      spent += result.f_evals;
    }
    EXPECT_LE(spent, expected.evaluations) << expected.source;
  }
}

}  // namespace
}  // namespace ravine
