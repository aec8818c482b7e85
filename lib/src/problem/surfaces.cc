// Functions of two variables (Jamil & Yang 2013, whose numbers are given).
#include <cmath>
#include <numbers>

#include "problem/formula.h"
#include "problem/problems.h"

namespace ravine::problem {
namespace {

using Eigen::Vector2d;

void put(VectorXd* gradient, double first, double second) {
  if (gradient == nullptr) return;
  (*gradient)[0] = first;
  (*gradient)[1] = second;
}

double booth_value(const VectorXd& p, VectorXd* gradient) {
  const double a = p[0] + 2.0 * p[1] - 7.0;
  const double b = 2.0 * p[0] + p[1] - 5.0;
  put(gradient, 2.0 * a + 4.0 * b, 4.0 * a + 2.0 * b);
  return a * a + b * b;
}

double branin_value(const VectorXd& p, VectorXd* gradient) {
  constexpr double kB = 5.1 / (4.0 * std::numbers::pi * std::numbers::pi);
  constexpr double kC = 5.0 / std::numbers::pi;
  constexpr double kT = 1.0 / (8.0 * std::numbers::pi);
  const double x = p[0];
  const double a = p[1] - kB * x * x + kC * x - 6.0;
  put(gradient, 2.0 * a * (kC - 2.0 * kB * x) - 10.0 * (1.0 - kT) * std::sin(x), 2.0 * a);
  return a * a + 10.0 * (1.0 - kT) * std::cos(x) + 10.0;
}

double goldstein_price_value(const VectorXd& p, VectorXd* gradient) {
  const double x = p[0];
  const double y = p[1];
  const double s = x + y + 1.0;
  const double u = 2.0 * x - 3.0 * y;
  const double a = 19.0 - 14.0 * x + 3.0 * x * x - 14.0 * y + 6.0 * x * y + 3.0 * y * y;
  const double b = 18.0 - 32.0 * x + 12.0 * x * x + 48.0 * y - 36.0 * x * y + 27.0 * y * y;
  const double first = 1.0 + s * s * a;
  const double second = 30.0 + u * u * b;
  const double da = -14.0 + 6.0 * x + 6.0 * y;  // the same along both axes
  const double first_slope = 2.0 * s * a + s * s * da;
  const double second_x = 4.0 * u * b + u * u * (-32.0 + 24.0 * x - 36.0 * y);
  const double second_y = -6.0 * u * b + u * u * (48.0 - 36.0 * x + 54.0 * y);
  put(gradient, first_slope * second + first * second_x, first_slope * second + first * second_y);
  return first * second;
}

double himmelblau_value(const VectorXd& p, VectorXd* gradient) {
  const double a = p[0] * p[0] + p[1] - 11.0;
  const double b = p[0] + p[1] * p[1] - 7.0;
  put(gradient, 4.0 * p[0] * a + 2.0 * b, 2.0 * a + 4.0 * p[1] * b);
  return a * a + b * b;
}

double matyas_value(const VectorXd& p, VectorXd* gradient) {
  put(gradient, 0.52 * p[0] - 0.48 * p[1], 0.52 * p[1] - 0.48 * p[0]);
  // 0.26 (x^2 + y^2) - 0.48 x y without cancellation along x = y.
  const double difference = p[0] - p[1];
  return 0.26 * difference * difference + 0.04 * p[0] * p[1];
}

double three_hump_camel_value(const VectorXd& p, VectorXd* gradient) {
  const double x = p[0];
  const double y = p[1];
  const double x2 = x * x;
  put(gradient, 4.0 * x - 4.2 * x2 * x + x2 * x2 * x + y, x + 2.0 * y);
  return 2.0 * x2 - 1.05 * x2 * x2 + x2 * x2 * x2 / 6.0 + x * y + y * y;
}

double saddle_value(const VectorXd& p, VectorXd* gradient) {
  const double x = p[0];
  const double y = p[1];
  put(gradient, x * x * x - x, y);
  return 0.25 * x * x * x * x - 0.5 * x * x + 0.5 * y * y;
}

double plateau_value(const VectorXd& p, VectorXd* gradient) {
  const double r2 = p.squaredNorm();
  const double scale = 2.0 / ((1.0 + r2) * (1.0 + r2));
  put(gradient, scale * p[0], scale * p[1]);
  return r2 / (1.0 + r2);
}

}  // namespace

Entry<Problem> booth() {
  return fixed("booth", "a well-conditioned quadratic (no. 17)",
               {booth_value, Vector2d(-5.0, -5.0), 0.0, Box{-10.0, 10.0}});
}

Entry<Problem> branin() {
  // Three minima, at (-pi, 12.275), (pi, 2.275), (9.42478, 2.475), all of 10 / (8 pi).
  return fixed("branin", "three equal minima (Branin 1972; no. 22)",
               {branin_value, Vector2d(2.5, 7.5), 10.0 / (8.0 * std::numbers::pi), {}});
}

Entry<Problem> goldstein_price() {
  return fixed("goldstein_price", "four minima of very unequal depth (no. 50)",
               {goldstein_price_value, Vector2d(-0.5, -0.5), 3.0, Box{-2.0, 2.0}});
}

Entry<Problem> himmelblau() {
  return fixed("himmelblau", "four equal minima (Himmelblau 1972; no. 65)",
               {himmelblau_value, Vector2d(0.0, 0.0), 0.0, Box{-5.0, 5.0}});
}

Entry<Problem> matyas() {
  return fixed("matyas", "a quadratic of condition 25 (no. 71)",
               {matyas_value, Vector2d(5.0, -2.0), 0.0, Box{-10.0, 10.0}});
}

Entry<Problem> three_hump_camel() {
  return fixed("three_hump_camel", "three minima, the middle one lowest (no. 39)",
               {three_hump_camel_value, Vector2d(0.8, 1.0), 0.0, Box{-5.0, 5.0}});
}

Entry<Problem> saddle() {
  // x^4/4 - x^2/2 + y^2/2: minima -1/4 at (+-1, 0); the start descends to the saddle at the origin
  // before it leaves it.
  return fixed("saddle", "a saddle beside the way from the start to two minima",
               {saddle_value, Vector2d(1e-3, 1.0), -0.25});
}

Entry<Problem> plateau() {
  return fixed("plateau", "r^2 / (1 + r^2), nearly flat far from its minimum",
               {plateau_value, Vector2d(6.0, -4.0), 0.0});
}

}  // namespace ravine::problem
