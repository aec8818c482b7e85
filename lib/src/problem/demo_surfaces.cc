// Surfaces of a visual demo of descent methods (Jiang 2020, "A visual explanation of gradient
// descent methods"; facts from her Gradient Descent Viz), over [-2, 2]^2. From the start of each,
// the methods take clearly different paths.
#include <cmath>

#include "problem/formula.h"
#include "problem/problems.h"

namespace ravine::problem {
namespace {

using Eigen::Vector2d;

constexpr Box kDemoBox{-2.0, 2.0};

// A value and its slopes along two axes.
struct Patch {
  double value = 0.0;
  double along_u = 0.0;
  double along_v = 0.0;

  Patch operator+(const Patch& other) const {
    return {value + other.value, along_u + other.along_u, along_v + other.along_v};
  }
};

Patch bowl(double u, double v) { return {u * u + v * v, 2.0 * u, 2.0 * v}; }

// height exp(-5 (u^2 + v^2)), which is 1/e of its height at the distance sqrt(1/5).
Patch bump(double height, double u, double v) {
  const double value = height * std::exp(-5.0 * (u * u + v * v));
  return {value, -10.0 * u * value, -10.0 * v * value};
}

// The demo stretches some surfaces along y: v = 1.4 y.
constexpr double kStretch = 1.4;

double stretched(const Patch& patch, VectorXd* gradient) {
  if (gradient != nullptr) *gradient << patch.along_u, kStretch * patch.along_v;
  return patch.value;
}

// x^2 + v^2 - 2 exp(-5 ((x - 1)^2 + v^2)) - 6 exp(-5 ((x + 1)^2 + v^2))
double local_minimum_value(const VectorXd& p, VectorXd* gradient) {
  const double x = p[0];
  const double v = kStretch * p[1];
  return stretched(bowl(x, v) + bump(-2.0, x - 1.0, v) + bump(-6.0, x + 1.0, v), gradient);
}

// x^2 + v^2 + 2 exp(-5 ((x - 1)^2 + v^2)) + 6 exp(-5 ((x + 1)^2 + v^2))
//           - 2 exp(-5 ((x - 1)^2 + (v + 1)^2))
double hills_value(const VectorXd& p, VectorXd* gradient) {
  const double x = p[0];
  const double v = kStretch * p[1];
  const Patch hills = bump(2.0, x - 1.0, v) + bump(6.0, x + 1.0, v);
  return stretched(bowl(x, v) + hills + bump(-2.0, x - 1.0, v + 1.0), gradient);
}

double global_minimum_value(const VectorXd& p, VectorXd* gradient) {
  if (gradient != nullptr) *gradient = 2.0 * p;
  return p.squaredNorm();
}

double saddle_value(const VectorXd& p, VectorXd* gradient) {
  if (gradient != nullptr) *gradient << std::cos(p[0]), 2.0 * p[1];
  return std::sin(p[0]) + p[1] * p[1];
}

// u^2 + v^2 / 2 - exp(-(u^2 + 5 v^2)), u = x / 2, v = y / 2
double elliptic_bowl_value(const VectorXd& p, VectorXd* gradient) {
  const double u = 0.5 * p[0];
  const double v = 0.5 * p[1];
  const double dent = std::exp(-(u * u + 5.0 * v * v));
  if (gradient != nullptr) *gradient << u * (1.0 + dent), v * (0.5 + 5.0 * dent);
  return u * u + 0.5 * v * v - dent;
}

// r^2 / 100 - sin(r) / r, r = 10 |p|. The demo adds 0.01 to r lest it divide by zero, which makes a
// kink at the origin; here the limit is taken.
double plateau_value(const VectorXd& p, VectorXd* gradient) {
  const double r = 10.0 * p.norm();
  const bool at_origin = r < 1e-4;  // r^4 / 120 is below the rounding error
  const double ripple = at_origin ? 1.0 - r * r / 6.0 : std::sin(r) / r;
  if (gradient != nullptr) {
    // The derivative of -sin(r) / r over r, whose limit is 1/3.
    const double slope = at_origin ? 1.0 / 3.0 : (ripple - std::cos(r)) / (r * r);
    *gradient = 100.0 * (slope + 0.02) * p;
  }
  return 0.01 * r * r - ripple;
}

}  // namespace

Entry<Problem> demo_local_minimum() {
  // The start is in the valley of the minimum -1.0927... at (0.9053, 0); the lowest is at
  // (-0.9676, 0). Both to 25 digits with mpmath's findroot.
  return fixed("demo_local_minimum", "a shallow pit beside a deep one (Jiang 2020)",
               {local_minimum_value, Vector2d(1.5, 1.0), -5.0323399686584346, kDemoBox});
}

Entry<Problem> demo_global_minimum() {
  return fixed("demo_global_minimum", "a round bowl (Jiang 2020)",
               {global_minimum_value, Vector2d(1.5, 1.0), 0.0, kDemoBox});
}

Entry<Problem> demo_saddle() {
  // sin x + y^2: the saddle at (pi/2, 0), minima at -pi/2 and 3 pi/2.
  return fixed("demo_saddle", "a ridge whose crest falls off to both sides (Jiang 2020)",
               {saddle_value, Vector2d(1.5, 1.5), -1.0, kDemoBox});
}

Entry<Problem> demo_elliptic_bowl() {
  return fixed("demo_elliptic_bowl", "a shallow bowl with an elliptic dent (Jiang 2020)",
               {elliptic_bowl_value, Vector2d(1.5, 1.5), -1.0, kDemoBox});
}

Entry<Problem> demo_hills() {
  // A higher minimum, 0.0483..., is at (0.0415, -0.0006); to 25 digits with mpmath's findroot.
  return fixed("demo_hills", "two hills on the way to a pit (Jiang 2020)",
               {hills_value, Vector2d(1.2, 1.2), -0.15880861003441460, kDemoBox});
}

Entry<Problem> demo_plateau() {
  return fixed("demo_plateau", "a flat ring about a round pit (Jiang 2020)",
               {plateau_value, Vector2d(1.0, 0.5), -1.0, kDemoBox});
}

}  // namespace ravine::problem
