// Sums of squares with their standard starts (Moré, Garbow & Hillstrom 1981, whose numbers are
// given).
#include <cmath>
#include <numbers>

#include "ravine/problem/formula.h"
#include "ravine/problem/problems.h"

namespace ravine::problem {
namespace {

double helical_valley_value(const VectorXd& x, VectorXd* gradient) {
  constexpr double kTurn = 2.0 * std::numbers::pi;
  // The paper's angle: continuous but on the half-line x1 = 0, x2 < 0.
  const double theta = x[0] == 0.0 ? std::copysign(0.25, x[1])
                                   : std::atan(x[1] / x[0]) / kTurn + (x[0] < 0.0 ? 0.5 : 0.0);
  const double radius = std::hypot(x[0], x[1]);
  const double a = 10.0 * (x[2] - 10.0 * theta);
  const double b = 10.0 * (radius - 1.0);
  if (gradient != nullptr) {
    const double r2 = radius * radius;
    (*gradient)[0] = 200.0 * a * x[1] / (kTurn * r2) + 20.0 * b * x[0] / radius;
    (*gradient)[1] = -200.0 * a * x[0] / (kTurn * r2) + 20.0 * b * x[1] / radius;
    (*gradient)[2] = 20.0 * a + 2.0 * x[2];
  }
  return a * a + b * b + x[2] * x[2];
}

double powell_singular_value(const VectorXd& x, VectorXd* gradient) {
  double f = 0.0;
  for (Index i = 0; i < x.size(); i += 4) {
    const double a = x[i] + 10.0 * x[i + 1];
    const double b = x[i + 2] - x[i + 3];
    const double c = x[i + 1] - 2.0 * x[i + 2];
    const double d = x[i] - x[i + 3];
    f += a * a + 5.0 * b * b + c * c * c * c + 10.0 * d * d * d * d;
    if (gradient == nullptr) continue;
    (*gradient)[i] = 2.0 * a + 40.0 * d * d * d;
    (*gradient)[i + 1] = 20.0 * a + 4.0 * c * c * c;
    (*gradient)[i + 2] = 10.0 * b - 8.0 * c * c * c;
    (*gradient)[i + 3] = -10.0 * b - 40.0 * d * d * d;
  }
  return f;
}

double wood_value(const VectorXd& x, VectorXd* gradient) {
  const double a = x[1] - x[0] * x[0];
  const double b = x[3] - x[2] * x[2];
  const double c = x[1] + x[3] - 2.0;
  const double d = x[1] - x[3];
  if (gradient != nullptr) {
    (*gradient)[0] = -400.0 * x[0] * a - 2.0 * (1.0 - x[0]);
    (*gradient)[1] = 200.0 * a + 20.0 * c + 0.2 * d;
    (*gradient)[2] = -360.0 * x[2] * b - 2.0 * (1.0 - x[2]);
    (*gradient)[3] = 180.0 * b + 20.0 * c - 0.2 * d;
  }
  return 100.0 * a * a + (1.0 - x[0]) * (1.0 - x[0]) + 90.0 * b * b + (1.0 - x[2]) * (1.0 - x[2]) +
         10.0 * c * c + 0.1 * d * d;
}

}  // namespace

Entry<Objective> helical_valley() {
  return fixed("helical_valley", "a valley wound round an axis (no. 7)",
               {helical_valley_value, Eigen::Vector3d(-1.0, 0.0, 0.0), 0.0});
}

Entry<Objective> powell_singular() {
  return scalable("powell_singular", "a singular Hessian at the minimum (no. 13, 22)", 4, 4,
                  [](Index n) {
                    return Formula{powell_singular_value,
                                   Eigen::Vector4d(3.0, -1.0, 0.0, 1.0).replicate(n / 4, 1), 0.0};
                  });
}

Entry<Objective> wood() {
  return fixed("wood", "two coupled valleys (no. 14)",
               {wood_value, Eigen::Vector4d(-3.0, -1.0, -3.0, -1.0), 0.0});
}

}  // namespace ravine::problem
