#include "gradient/noise.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>
#include <limits>
#include <utility>
#include <vector>

#include "gradient/kept_estimates.h"
#include "gradient/source_test.h"

namespace ravine {
namespace {

/// exp(2 x_0) + x_1^3 with noise of a given deviation, a fixed function of the point's bits.
class Noisy final : public Objective {
 public:
  explicit Noisy(double deviation) : deviation_(deviation) {}
  Index dimension() const override { return 2; }
  double value(const VectorXd& x) const override {
    std::uint64_t bits = 0;
    for (const double coordinate : x) {
      bits = bits * 6364136223846793005ULL + std::bit_cast<std::uint64_t>(coordinate);
    }
    return std::exp(2.0 * x[0]) + x[1] * x[1] * x[1] +
           deviation_ * Random(bits, Random::Stream::kData).normal();
  }

 private:
  double deviation_;
};

Eigen::Vector2d exact_gradient(const VectorXd& x) {
  return {2.0 * std::exp(2.0 * x[0]), 3.0 * x[1] * x[1]};
}

// Away from the inflection x_1 = 0, where no step is the best.
VectorXd curved_point(std::uint64_t seed) {
  VectorXd x = random_point(2, seed) / 2.0;
  x[1] = std::copysign(std::max(std::abs(x[1]), 0.2), x[1]);
  return x;
}

/// The root mean square error over points and noises.
double typical_error(const std::string& text, double deviation) {
  const Noisy f(deviation);
  double squares = 0.0;
  constexpr int kPoints = 200;
  for (std::uint64_t seed = 0; seed < kPoints; ++seed) {
    const VectorXd x = curved_point(seed);
    squares += (gradient_of(text, f, x) - exact_gradient(x)).squaredNorm();
  }
  return std::sqrt(squares / kPoints);
}

// The bound that the step minimises: its two parts, noise and truncation, are then equal, and the
// error is sqrt(2 sqrt(2)) sqrt(noise |f''|) along a coordinate.
TEST(Noise, TheForwardStepIsTheBestOfAllSteps) {
  const auto bound = [](double h) { return 0.25 * h * h * 9.0 + 2.0 * 1e-8 / (h * h); };
  const double best = forward_noise_step(1e-4, 3.0);
  for (const double factor : {0.5, 0.9, 0.99, 1.01, 1.1, 2.0}) {
    EXPECT_LT(bound(best), bound(factor * best)) << factor;
  }
}

TEST(Noise, TheCenteredStepIsTheBestOfAllSteps) {
  const auto bound = [](double h) { return h * h * h * h * 9.0 / 36.0 + 1e-8 / (2.0 * h * h); };
  const double best = centered_noise_step(1e-4, 3.0);
  for (const double factor : {0.5, 0.9, 0.99, 1.01, 1.1, 2.0}) {
    EXPECT_LT(bound(best), bound(factor * best)) << factor;
  }
}

// Moré & Wild ask of an estimate that it is right within a factor of a few.
TEST(Noise, EstimatesDerivativesAcrossNineOrdersOfNoise) {
  for (const double deviation : {1e-3, 1e-6, 1e-9, 1e-12}) {
    const Noisy f(deviation);
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      const VectorXd x = curved_point(seed);
      Probes probes;
      GradientQuery query{f, serial_executor(), x, f.value(x), false};
      DerivativeEstimate second(2, deviation, 0.0);
      const VectorXd curvature = second.estimate(query, false, probes);
      EXPECT_NEAR(std::log2(curvature[0] / (4.0 * std::exp(2.0 * x[0]))), 0.0, 1.0);
      EXPECT_NEAR(std::log2(curvature[1] / (6.0 * std::abs(x[1]))), 0.0, 1.0);
      DerivativeEstimate third(3, deviation, 0.0);
      const VectorXd cubic = third.estimate(query, false, probes);
      EXPECT_NEAR(std::log2(cubic[0] / (8.0 * std::exp(2.0 * x[0]))), 0.0, 1.0);
      EXPECT_NEAR(std::log2(cubic[1] / 6.0), 0.0, 1.0);
    }
  }
}

// The expected errors of Moré & Wild's steps are sqrt(2 sqrt(2) noise |f''|) and, for the centered
// difference, 1.04 (noise^2 |f'''|)^(1/3); here f'' and f''' reach 30 and 60.
TEST(Noise, TheErrorFollowsTheNoise) {
  for (const double deviation : {1e-3, 1e-6, 1e-9}) {
    EXPECT_LE(typical_error(fmt::format("forward:noise={}", deviation), deviation),
              6.0 * std::sqrt(deviation))
        << deviation;
    EXPECT_LE(typical_error(fmt::format("centered:noise={}", deviation), deviation),
              6.0 * std::cbrt(deviation * deviation))
        << deviation;
  }
}

TEST(Noise, BeatsTheStepOfExactFunctions) {
  EXPECT_LE(20.0 * typical_error("forward:noise=1e-6", 1e-6), typical_error("forward", 1e-6));
  EXPECT_LE(20.0 * typical_error("centered:noise=1e-6", 1e-6), typical_error("centered", 1e-6));
}

// sin, x + x^5 and tanh at their inflection, where f'' is 0. The step must not be as long as for a
// straight line.
TEST(Noise, AnInflectionAsksForNoLongStep) {
  const std::vector<std::pair<std::function<double(double)>, double>> cases = {
      {[](double x) { return std::sin(x); }, 0.0},
      {[](double x) { return x + std::pow(x, 5); }, 0.0},
      {[](double x) { return std::tanh(x); }, 0.0}};
  for (const auto& [f, at] : cases) {
    const auto g = [&f = f](const VectorXd& x) { return f(x[0]); };
    const FunctionObjective<decltype(g)> objective(g, 1);
    for (const double noise : {1e-12, 1e-9, 1e-6}) {
      const std::string text = fmt::format("forward:noise={}", noise);
      EXPECT_NEAR(gradient_of(text, objective, VectorXd::Constant(1, at))[0], 1.0,
                  std::sqrt(std::sqrt(noise)))
          << text;
    }
  }
}

// x - log x, which is infinite from 0 down, near that edge: each probe is a number, and the
// gradient is about the right one.
TEST(Noise, StaysWithinTheEdgeOfTheDomain) {
  int not_numbers = 0;
  const auto f = [&](const VectorXd& x) {
    if (std::isnan(x[0])) ++not_numbers;
    return x[0] > 0.0 ? x[0] - std::log(x[0]) : std::numeric_limits<double>::infinity();
  };
  const FunctionObjective<decltype(f)> objective(f, 1);
  for (const double x : {0.05, 0.02, 0.01}) {
    for (const char* text : {"forward:noise=1e-6", "centered:noise=1e-6"}) {
      const double slope = gradient_of(text, objective, VectorXd::Constant(1, x))[0];
      EXPECT_NEAR(slope / (1.0 - 1.0 / x), 1.0, 0.2) << text << ' ' << x;
    }
  }
  EXPECT_EQ(not_numbers, 0);
}

TEST(Noise, MovesCoordinatesThatAreFarFromZero) {
  const auto f = [](const VectorXd& x) { return std::pow(x[0] / 1e18 - 0.5, 2); };
  const FunctionObjective<decltype(f)> objective(f, 1);
  for (const char* text : {"forward:noise=1e-12", "centered:noise=1e-12",
                           "forward:noise=1e-12:curvature=1", "centered:noise=1e-12:third=1"}) {
    EXPECT_TRUE(std::isfinite(gradient_of(text, objective, VectorXd::Constant(1, 1e18))[0]))
        << text;
  }
}

TEST(Noise, AGivenCurvatureFixesTheStep) {
  const Waves f(3);
  const VectorXd x = random_point(3, 1);
  EXPECT_EQ(gradient_of("forward:noise=1e-6:curvature=4", f, x),
            gradient_of(fmt::format("forward:h={}", forward_noise_step(1e-6, 4.0)), f, x));
  EXPECT_EQ(gradient_of("centered:noise=1e-6:third=4", f, x),
            gradient_of(fmt::format("centered:h={}", centered_noise_step(1e-6, 4.0)), f, x));
}

// The cost is told before each gradient, and is what it takes.
TEST(Noise, AnEstimateServesTenGradientsOfOneFunction) {
  Index calls = 0;
  const auto f = [&calls](const VectorXd& x) {
    ++calls;
    return (x.array() - 1.0).pow(4).sum() + x.squaredNorm();
  };
  const FunctionObjective<decltype(f)> objective(f, 3);
  for (const char* const text : {"forward:noise=1e-8", "centered:noise=1e-8"}) {
    const Index first = text[0] == 'f' ? 5 * 3 + 1 : 10 * 3 + 1;
    const Index later = text[0] == 'f' ? 3 + 1 : 2 * 3 + 1;
    const auto made = source(text);
    VectorXd gradient;
    for (int k = 0; k < 25; ++k) {
      Probes probes;
      const GradientCost cost = made->cost_with_value(3);
      EXPECT_EQ(cost.values, k % 10 == 0 ? first : later) << text << k;
      calls = 0;
      const VectorXd x = VectorXd::Constant(3, 0.1 * k);
      made->value_and_gradient(objective, serial_executor(), x, gradient, probes);
      EXPECT_EQ(calls, cost.values) << text << k;
      const VectorXd slope = 4.0 * (x.array() - 1.0).cube() + 2.0 * x.array();
      EXPECT_LE((gradient - slope).norm(), 0.1) << text << k;
    }
    dynamic_cast<KeptEstimates&>(*made).forget();
    EXPECT_EQ(made->cost_with_value(3).values, first) << text;
  }
}

}  // namespace
}  // namespace ravine
