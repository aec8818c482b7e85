#include <cmath>

#include "ravine/core/random.h"
#include "ravine/problem/formula.h"
#include "ravine/problem/problems.h"

namespace ravine::problem {
namespace {

double sphere_value(const VectorXd& x, VectorXd* gradient) {
  if (gradient != nullptr) *gradient = 2.0 * x;
  return x.squaredNorm();
}

// f(x) = 1/2 sum lambda_i y_i^2, y = Q x, lambda_i from 1 to the condition number in equal ratios.
// Q is the identity, or a product of two Householder reflections, so that a value costs O(n).
class Ravine final : public Objective {
 public:
  Ravine(Index n, double condition, bool rotated) : lambda_(n) {
    for (Index i = 0; i < n; ++i) {
      lambda_[i] = n == 1
                       ? condition
                       : std::pow(condition, static_cast<double>(i) / static_cast<double>(n - 1));
    }
    if (!rotated) return;
    Random random(1, Random::Stream::kData);
    first_ = random.direction(n);
    second_ = random.direction(n);
  }

  Index dimension() const override { return lambda_.size(); }

  double value(const VectorXd& x) const override {
    if (first_.size() == 0) return half_square(x);
    return half_square(rotate(x, first_, second_));
  }

  bool has_gradient() const override { return true; }
  double value_and_gradient(const VectorXd& x, VectorXd& gradient) const override {
    const VectorXd y = first_.size() == 0 ? x : rotate(x, first_, second_);
    gradient = lambda_.cwiseProduct(y);
    if (first_.size() != 0) gradient = rotate(gradient, second_, first_);
    return half_square(y);
  }

  std::optional<double> minimum() const override { return 0.0; }
  VectorXd start() const override { return back(VectorXd::Ones(dimension())); }
  std::optional<VectorXd> steep_axis() const override {
    return back(VectorXd::Unit(dimension(), dimension() - 1));
  }

 private:
  static VectorXd rotate(const VectorXd& x, const VectorXd& u, const VectorXd& v) {
    const VectorXd reflected = x - 2.0 * u.dot(x) * u;
    return reflected - 2.0 * v.dot(reflected) * v;
  }
  VectorXd back(const VectorXd& y) const {
    return first_.size() == 0 ? y : rotate(y, second_, first_);
  }
  double half_square(const VectorXd& y) const { return 0.5 * y.cwiseProduct(lambda_).dot(y); }

  VectorXd lambda_;
  VectorXd first_;  // unit normals of the reflections, empty where there is no rotation
  VectorXd second_;
};

}  // namespace

Entry<Objective> sphere() {
  return scalable("sphere", "sum of squares", 10, 1, [](Index n) {
    return Formula{sphere_value, VectorXd::Ones(n), 0.0};
  });
}

Entry<Objective> ravine() {
  return {"ravine",
          "a long narrow quadratic valley, where plain descent oscillates",
          {{.name = "dimension",
            .default_value = "2",
            .summary = "n",
            .low = 1,
            .high = 1e8,
            .integer = true},
           {.name = "condition",
            .default_value = "100",
            .summary = "largest over smallest curvature",
            .low = 1,
            .high = 1e12},
           {.name = "rotated",
            .default_value = "0",
            .summary = "1: axes turned away from the coordinates'",
            .low = 0,
            .high = 1,
            .integer = true}},
          [](const Parameters& p) {
            return std::make_unique<Ravine>(p.integer("dimension"), p.number("condition"),
                                            p.integer("rotated") == 1);
          }};
}

}  // namespace ravine::problem
