// The derivative of a function of one variable by differences, for the tests of the BBOB parts.
#pragma once

#include <gtest/gtest.h>

#include <cmath>

#include "core/random.h"
#include "problem/bbob/raw_functions.h"

namespace ravine::problem::bbob {

/// Five-point centered difference, of error O(h^4).
template <class F>
double derivative(const F& f, double h) {
  return (8.0 * (f(h) - f(-h)) - (f(2.0 * h) - f(-2.0 * h))) / (12.0 * h);
}

/// Points of [-3, 3]^n.
inline Point random_point(Index n, Random& random) {
  Point x(n);
  for (double& xi : x) xi = random.uniform(-3.0, 3.0);
  return x;
}

/// Compares the gradient of `f` with differences along each axis, at twenty random points.
inline void expect_gradient(const RawFunction& f, Index n) {
  Random random(1, Random::Stream::kData);
  for (int repeat = 0; repeat < 20; ++repeat) {
    const Point x = random_point(n, random);
    Point gradient(n);
    EXPECT_EQ(f(x, &gradient), f(x, nullptr));
    for (Index i = 0; i < n; ++i) {
      const auto along = [&](double h) {
        Point at = x;
        at[i] += h;
        return f(at, nullptr);
      };
      EXPECT_NEAR(gradient[i], derivative(along, 1e-5), 1e-6 * (1.0 + gradient.norm()))
          << "n " << n << " axis " << i;
    }
  }
}

}  // namespace ravine::problem::bbob
