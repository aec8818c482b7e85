#include <cmath>

#include "core/random.h"
#include "problem/formula.h"
#include "problem/problems.h"

namespace ravine::problem {
namespace {

constexpr auto sphere_value = []<class X>(const X& x, GradientOf<X>* gradient) -> ScalarOf<X> {
  ScalarOf<X> f = 0.0;
  for (Index i = 0; i < x.size(); ++i) {
    f += x[i] * x[i];
    if (gradient != nullptr) (*gradient)[i] = 2.0 * x[i];
  }
  return f;
};

// f(x) = 1/2 sum lambda_i y_i^2, y = Q x, lambda_i from 1 to the condition number in equal ratios.
// Q is the identity, or a product of two Householder reflections, so that a value costs O(n).
class Ravine final : public Objective, public ManyPoints, public TouchedTerms, public AnyScalar {
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

  double value(const VectorXd& x) const override { return half_square(x); }

  double value_and_gradient(const VectorXd& x, VectorXd& gradient) const override {
    gradient = lambda_.cwiseProduct(first_.size() == 0 ? x : rotate(x, first_, second_));
    if (first_.size() != 0) gradient = rotate(gradient, second_, first_);
    return half_square(x);
  }

  Index lanes() const override { return SixteenPoints::kCount; }
  void values(const Points& points, VectorXd& values) const override {
    values_across([&](const auto& x) { return half_square(x); }, points, values);
  }
  bool has_touched_terms() const override { return first_.size() == 0; }
  double touched_value(const VectorXd& x, Index i) const override {
    return 0.5 * (lambda_[i] * x[i] * x[i]);
  }
  Dual dual_value(const DualVector& x) const override { return half_square(x); }
  Complex complex_value(const ComplexVector& x) const override { return half_square(x); }

  /// The point whose y is given.
  VectorXd back(const VectorXd& y) const {
    return first_.size() == 0 ? y : rotate(y, second_, first_);
  }

 private:
  static VectorXd rotate(const VectorXd& x, const VectorXd& u, const VectorXd& v) {
    const VectorXd reflected = x - 2.0 * u.dot(x) * u;
    return reflected - 2.0 * v.dot(reflected) * v;
  }

  // For any scalar. It makes no copy of x: each entry of y is computed where it is needed.
  template <class X>
  ScalarOf<X> half_square(const X& x) const {
    const Index n = lambda_.size();
    const bool rotated = first_.size() != 0;
    ScalarOf<X> along_first = 0.0;
    ScalarOf<X> along_second = 0.0;
    const auto reflected = [&](Index i) { return x[i] - 2.0 * first_[i] * along_first; };
    if (rotated) {
      for (Index i = 0; i < n; ++i) along_first += first_[i] * x[i];
      for (Index i = 0; i < n; ++i) along_second += second_[i] * reflected(i);
    }
    ScalarOf<X> sum = 0.0;
    for (Index i = 0; i < n; ++i) {
      const ScalarOf<X> y = rotated ? reflected(i) - 2.0 * second_[i] * along_second : x[i];
      sum += lambda_[i] * y * y;
    }
    return 0.5 * sum;
  }

  VectorXd lambda_;
  VectorXd first_;  // unit normals of the reflections, empty where there is no rotation
  VectorXd second_;
};

}  // namespace

Entry<Problem> sphere() {
  return scalable("sphere", "sum of squares", 10, 1, [](Index n) {
    return Formula{FormulaFunction::across_lanes(sphere_value),
                   VectorXd::Ones(n),
                   0.0,
                   {},
                   [](const VectorXd& x, Index i) { return x[i] * x[i]; }};
  });
}

Entry<Problem> ravine() {
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
            const Index n = p.integer("dimension");
            auto valley =
                std::make_unique<Ravine>(n, p.number("condition"), p.integer("rotated") == 1);
            Facts facts{.start = valley->back(VectorXd::Ones(n)),
                        .minimum = 0.0,
                        .steep_axis = valley->back(VectorXd::Unit(n, n - 1))};
            return std::make_unique<Problem>(std::move(valley), std::move(facts));
          }};
}

}  // namespace ravine::problem
