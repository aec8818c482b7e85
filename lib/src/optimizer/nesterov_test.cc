#include <gtest/gtest.h>

#include <cmath>

#include "optimizer/method_test.h"
#include "optimizer/optimizers.h"

namespace ravine {
namespace {

using optimizers::nesterov;

TEST(Nesterov, WithoutMemoryIsGradientDescentBitForBit) {
  const CountedFunction f(2, rosenbrock);
  const Eigen::Vector2d start(-1.2, 1.0);
  EXPECT_EQ(iterates_of(optimizers::gradient_descent(), "step=0.001", f, start, 500),
            iterates_of(nesterov(), "step=0.001:beta=0", f, start, 500));
}

// Sutskever, Martens, Dahl & Hinton 2013, eq. 3 and 4:
//   v' = beta v - eta g(theta + beta v),  theta' = theta + v',
// whose gradients are taken at y = theta + beta v, the points that the method visits.
TEST(Nesterov, VisitsTheLookAheadPointsOfSutskever) {
  for (const long double beta : {0.1L, 0.7L, 0.9L}) {
    expect_follows(
        nesterov(), "step=0.01:beta=" + std::to_string(static_cast<double>(beta)), [beta] {
          return [beta, theta = 0.0L, v = 0.0L](long double y, int t, const Slope& g) mutable {
            if (t == 1) theta = y;
            v = beta * v - 0.01L * g(theta + beta * v);
            theta += v;
            return theta + beta * v;
          };
        });
  }
}

// f = x, eta = 1, beta = 1/2, by hand: V = 1, 1.5, 1.75 and y falls by 1 + V/2 = 1.5, 1.75, 1.875.
TEST(Nesterov, GathersSpeedOnASlope) {
  const CountedFunction f(1, [](const VectorXd& x, VectorXd* gradient) {
    if (gradient != nullptr) *gradient = VectorXd::Ones(1);
    return x[0];
  });
  const auto x = iterates_of(nesterov(), "step=1:beta=0.5", f, VectorXd::Zero(1), 4);
  const double expected[] = {0.0, -1.5, -3.25, -5.125};
  for (std::size_t t = 0; t < 4; ++t) EXPECT_EQ(x[t][0], expected[t]);
}

// eta = 1/L and beta = (sqrt k - 1)/(sqrt k + 1) contract the value by 1 - 1/sqrt k a step
// (Nesterov 2004, theorem 2.2.3): f(x_t) - f* <= (1 - 1/sqrt k)^t (f(x_0) - f* + |x_0|^2 / 2).
TEST(Nesterov, KeepsItsRateInARavine) {
  const CountedFunction f(2, quadratic(Eigen::Vector2d(1.0, 100.0)));
  const auto x =
      iterates_of(nesterov(), "step=0.01:beta=0.818181818", f, Eigen::Vector2d(1, 1), 150);
  for (std::size_t t = 0; t < x.size(); ++t) {
    // The bound is for theta; the look-ahead y of a step before is within a constant factor.
    EXPECT_LE(f.value(x[t]), 4.0 * std::pow(0.9, t) * (50.5 + 1.0)) << t;
  }
}

}  // namespace
}  // namespace ravine
