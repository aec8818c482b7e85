// What the tests of the sums of squares share: slopes against differences, and minima by Newton's
// method, both in long double.
#pragma once

#include <gtest/gtest.h>

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "problem/problem_facts.h"
#include "problem/sum_of_squares.h"

namespace ravine::problem {

using VectorL = Vector<long double>;
using MatrixL = Eigen::Matrix<long double, Eigen::Dynamic, Eigen::Dynamic>;

inline Residuals residuals_of(const Problem& problem, const VectorL& x) {
  return dynamic_cast<const SumOfSquares&>(problem.objective()).residuals(x);
}

inline VectorL gradient_of(const Problem& problem, const VectorL& x) {
  const Residuals at = residuals_of(problem, x);
  return 2.0L * at.jacobian.transpose() * at.r;
}

/// The Jacobian's columns against fourth-order central differences of the residuals.
inline void expect_jacobian(const Problem& problem, const VectorL& x, const std::string& name) {
  const Residuals at = residuals_of(problem, x);
  for (Index j = 0; j < x.size(); ++j) {
    const long double scale = std::max(std::abs(x[j]), 1e-3L);
    const long double h = 1e-5L * scale;
    const auto moved = [&](long double steps) {
      VectorL y = x;
      y[j] += steps * h;
      return residuals_of(problem, y).r;
    };
    const VectorL slopes = (8.0L * (moved(1) - moved(-1)) - (moved(2) - moved(-2))) / (12.0L * h);
    for (Index i = 0; i < slopes.size(); ++i) {
      const long double slope = at.jacobian(i, j);
      EXPECT_NEAR(slopes[i], slope, 1e-9L * (std::abs(slope) + (1.0L + std::abs(at.r[i])) / scale))
          << name << ": residual " << i << " along " << j;
    }
  }
}

/// What forward mode and the complex step make of the value, along coordinate j.
inline double dual_slope(const Problem& problem, const VectorXd& x, Index j) {
  DualVector dual = x.cast<Dual>();
  dual[j].derivative[0] = 1.0;
  return capability<AnyScalar>(problem.objective())->dual_value(dual).derivative[0];
}
inline double complex_slope(const Problem& problem, const VectorXd& x, Index j) {
  ComplexVector complex = x.cast<Complex>();
  complex[j].imaginary = 1e-30;
  return capability<AnyScalar>(problem.objective())->complex_value(complex).imaginary / 1e-30;
}

/// Value and gradient in double against those of the residuals in long double. Where the value is
/// not finite, it is because it is too large for a double.
inline void expect_squares(const Problem& problem, const VectorXd& x, const std::string& name) {
  const Residuals at = residuals_of(problem, x.cast<long double>());
  const long double value = at.r.squaredNorm();
  VectorXd gradient;
  EXPECT_EQ(problem.value_and_gradient(x, gradient), problem.value(x)) << name;
  if (!std::isfinite(problem.value(x))) {
    EXPECT_GT(value, std::numeric_limits<double>::max()) << name;
    return;
  }
  EXPECT_NEAR(problem.value(x), value, 1e-12L * value + 1e-28L) << name;
  const VectorL exact = 2.0L * at.jacobian.transpose() * at.r;
  // A residual is a difference of numbers of the order of one or more, with their rounding errors.
  const VectorL size =
      at.jacobian.cwiseAbs().transpose() * (1e-11L * at.r.cwiseAbs().array() + 1e-14L).matrix();
  for (Index j = 0; j < x.size(); ++j) {
    EXPECT_NEAR(gradient[j], exact[j], size[j]) << name << " along " << j;
    EXPECT_NEAR(dual_slope(problem, x, j), exact[j], size[j]) << name << " along " << j;
    EXPECT_NEAR(complex_slope(problem, x, j), exact[j], size[j]) << name << " along " << j;
  }
}

/// Both, at the starts 1, 10 and 100 times the standard one and at starts around them.
inline void expect_slopes(Entry<Problem> (*entry)(), const std::string& parameters = "") {
  for (const char* start : {"start=1", "start=10", "start=100"}) {
    const std::string all = parameters.empty() ? start : parameters + ":" + start;
    const auto objective = make(entry(), all);
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
      const VectorXd x = objective->start(seed);
      const std::string name = entry().name + ":" + all;
      expect_squares(*objective, x, name);
      expect_jacobian(*objective, x.cast<long double>(), name);
    }
  }
}

/// A minimiser near `x` by Newton's method with the damping of Levenberg and Marquardt; the
/// Hessian is a difference of gradients.
inline VectorL newton(const Problem& problem, VectorL x) {
  const Index n = x.size();
  long double damping = 1e-3L;
  long double value = residuals_of(problem, x).r.squaredNorm();
  for (int step = 0; step < 1000 && damping < 1e30L; ++step) {
    const MatrixL jacobian = residuals_of(problem, x).jacobian;
    MatrixL hessian(n, n);
    for (Index j = 0; j < n; ++j) {
      const long double h = 1e-6L * (x[j] == 0.0L ? 1.0L : std::abs(x[j]));
      VectorL right = x;
      VectorL left = x;
      right[j] += h;
      left[j] -= h;
      hessian.col(j) = (gradient_of(problem, right) - gradient_of(problem, left)) / (2 * h);
    }
    const VectorL gradient = gradient_of(problem, x);
    // A coordinate whose column vanishes is damped all the same.
    const VectorL weights = jacobian.colwise().squaredNorm().array() + 1e-20L;
    for (; damping < 1e30L; damping *= 4.0L) {
      const MatrixL damped = hessian + MatrixL((damping * weights).asDiagonal());
      const VectorL trial = x - damped.ldlt().solve(gradient);
      const long double trial_value = residuals_of(problem, trial).r.squaredNorm();
      if (!(trial_value < value)) continue;
      x = trial;
      value = trial_value;
      damping *= 0.1L;
      break;
    }
  }
  return x;
}

/// `minimum()` against what Newton's method finds from `x`, to 1e-10 of itself; a zero to 1e-25.
inline void expect_minimum(Entry<Problem> (*entry)(), const std::string& parameters,
                           const VectorXd& x) {
  const auto objective = make(entry(), parameters);
  const VectorL found = newton(*objective, x.cast<long double>());
  const long double value = residuals_of(*objective, found).r.squaredNorm();
  ASSERT_TRUE(objective->minimum().has_value()) << entry().name << ":" << parameters;
  EXPECT_NEAR(value, *objective->minimum(), 1e-10L * *objective->minimum() + 1e-25L)
      << entry().name << ":" << parameters << " at " << found.transpose();
}

inline void expect_minimum_from_start(Entry<Problem> (*entry)(),
                                      const std::string& parameters = "") {
  expect_minimum(entry, parameters, make(entry(), parameters)->start());
}

}  // namespace ravine::problem
