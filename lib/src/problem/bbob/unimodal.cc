// The BBOB functions f1, f2 and f5 to f14 in z: one main valley each.
#include <algorithm>
#include <cmath>
#include <utility>

#include "problem/bbob/raw_functions.h"

namespace ravine::problem::bbob {
namespace {

constexpr double kCondition = 1e6;

/// weights . z^2
double weighted_squares(double first, double rest, const Point& z, Point* gradient) {
  if (gradient != nullptr) {
    *gradient = 2.0 * rest * z;
    (*gradient)[0] = 2.0 * first * z[0];
  }
  double squares = 0.0;
  for (Index i = 1; i < z.size(); ++i) squares += z[i] * z[i];
  return first * z[0] * z[0] + rest * squares;
}

double rounded(double x) { return std::floor(x + 0.5); }

}  // namespace

double sphere(const Point& z, Point* gradient) { return weighted_squares(1.0, 1.0, z, gradient); }

RawFunction ellipsoid(Index n) {
  return [weights = conditioning(n, kCondition * kCondition)](const Point& z, Point* gradient) {
    if (gradient != nullptr) *gradient = 2.0 * z.cwiseProduct(weights);
    double sum = 0.0;
    for (Index i = 0; i < z.size(); ++i) sum += weights[i] * z[i] * z[i];
    return sum;
  };
}

RawFunction linear_slope(VectorXd x_opt) {
  VectorXd slopes = conditioning(x_opt.size(), 100.0);
  for (Index i = 0; i < slopes.size(); ++i) slopes[i] = std::copysign(slopes[i], x_opt[i]);
  return [x_opt = std::move(x_opt), slopes](const Point& x, Point* gradient) {
    double sum = 0.0;
    for (Index i = 0; i < x.size(); ++i) {
      const bool beyond = x[i] * x_opt[i] >= 25.0;
      sum += 5.0 * std::abs(slopes[i]) - slopes[i] * (beyond ? x_opt[i] : x[i]);
      if (gradient != nullptr) (*gradient)[i] = beyond ? 0.0 : -slopes[i];
    }
    return sum;
  };
}

RawFunction attractive_sector(VectorXd x_opt) {
  return [x_opt = std::move(x_opt)](const Point& z, Point* gradient) {
    const auto weight = [&](Index i) { return z[i] * x_opt[i] > 0.0 ? 1e4 : 1.0; };
    double sum = 0.0;
    for (Index i = 0; i < z.size(); ++i) sum += weight(i) * z[i] * z[i];
    const double wavy = oscillated(sum);
    if (gradient != nullptr) {
      const double outer = sum > 0.0 ? 0.9 * std::pow(wavy, -0.1) * oscillated_slope(sum) : 0.0;
      for (Index i = 0; i < z.size(); ++i) (*gradient)[i] = outer * 2.0 * weight(i) * z[i];
    }
    return std::pow(wavy, 0.9);
  };
}

RawFunction step_ellipsoid(MatrixXd rotation) {
  VectorXd weights = conditioning(rotation.rows(), 1e4);
  return [rotation = std::move(rotation), weights](const Point& z, Point*) {
    Point steps = z;
    for (double& step : steps) {
      step = std::abs(step) > 0.5 ? rounded(step) : rounded(10.0 * step) / 10.0;
    }
    steps = product(rotation, steps);
    double sum = 0.0;
    for (Index i = 0; i < steps.size(); ++i) sum += weights[i] * steps[i] * steps[i];
    return 0.1 * std::max(sum, 1e-4 * std::abs(z[0]));
  };
}

double rosenbrock(const Point& z, Point* gradient) {
  if (gradient != nullptr) gradient->setZero();
  double valleys = 0.0;
  double slopes = 0.0;
  for (Index i = 0; i + 1 < z.size(); ++i) {
    const double valley = z[i] * z[i] - z[i + 1];
    const double rest = z[i] - 1.0;
    valleys += valley * valley;
    slopes += rest * rest;
    if (gradient == nullptr) continue;
    (*gradient)[i] += 400.0 * valley * z[i] + 2.0 * rest;
    (*gradient)[i + 1] -= 200.0 * valley;
  }
  return 100.0 * valleys + slopes;
}

double discus(const Point& z, Point* gradient) {
  return weighted_squares(kCondition, 1.0, z, gradient);
}

double bent_cigar(const Point& z, Point* gradient) {
  return weighted_squares(1.0, kCondition, z, gradient);
}

double sharp_ridge(const Point& z, Point* gradient) {
  double squares = 0.0;
  for (Index i = 1; i < z.size(); ++i) squares += z[i] * z[i];
  const double height = std::sqrt(squares);
  if (gradient != nullptr) {
    // On the ridge itself the subgradient across it is 0.
    *gradient = (height > 0.0 ? 100.0 / height : 0.0) * z;
    (*gradient)[0] = 2.0 * z[0];
  }
  return z[0] * z[0] + 100.0 * height;
}

RawFunction different_powers(Index n) {
  VectorXd exponents(n);
  for (Index i = 0; i < n; ++i) exponents[i] = 2.0 + 4.0 * fraction(i, n);
  return [exponents](const Point& z, Point* gradient) {
    double sum = 0.0;
    for (Index i = 0; i < z.size(); ++i) sum += std::pow(std::abs(z[i]), exponents[i]);
    const double root = std::sqrt(sum);
    for (Index i = 0; gradient != nullptr && i < z.size(); ++i) {
      const double slope = exponents[i] * std::pow(std::abs(z[i]), exponents[i] - 1.0);
      (*gradient)[i] = root > 0.0 ? std::copysign(0.5 * slope / root, z[i]) : 0.0;
    }
    return root;
  };
}

}  // namespace ravine::problem::bbob
