#include "problem/bbob/transformations.h"

#include <cmath>
#include <utility>

namespace ravine::problem::bbob {
namespace {

class Shift final : public Transformation {
 public:
  explicit Shift(VectorXd offset) : offset_(std::move(offset)) {}
  void apply(Point& x) const override { x -= offset_; }
  void pull_back(const Point&, Point&) const override {}

 private:
  VectorXd offset_;
};

class Scale final : public Transformation {
 public:
  explicit Scale(VectorXd factors) : factors_(std::move(factors)) {}
  void apply(Point& x) const override { x = x.cwiseProduct(factors_); }
  void pull_back(const Point&, Point& gradient) const override {
    gradient = gradient.cwiseProduct(factors_);
  }

 private:
  VectorXd factors_;
};

class Affine final : public Transformation {
 public:
  Affine(MatrixXd m, double offset)
      : m_(std::move(m)), transposed_(m_.transpose()), offset_(offset) {}
  void apply(Point& x) const override {
    x = product(m_, x);
    x.array() += offset_;
  }
  void pull_back(const Point&, Point& gradient) const override {
    gradient = product(transposed_, gradient);
  }

 private:
  MatrixXd m_;
  MatrixXd transposed_;
  double offset_;
};

class Oscillate final : public Transformation {
 public:
  void apply(Point& x) const override {
    for (double& xi : x) xi = oscillated(xi);
  }
  void pull_back(const Point& x, Point& gradient) const override {
    for (Index i = 0; i < x.size(); ++i) gradient[i] *= oscillated_slope(x[i]);
  }
};

class Asymmetric final : public Transformation {
 public:
  explicit Asymmetric(double beta) : beta_(beta) {}

  void apply(Point& x) const override {
    for (Index i = 0; i < x.size(); ++i) {
      if (x[i] > 0.0) x[i] = std::pow(x[i], exponent(x, i));
    }
  }
  void pull_back(const Point& x, Point& gradient) const override {
    for (Index i = 0; i < x.size(); ++i) {
      if (!(x[i] > 0.0)) continue;
      const double e = exponent(x, i);
      const double e_slope = 0.5 * (e - 1.0) / x[i];
      gradient[i] *= std::pow(x[i], e) * (e / x[i] + e_slope * std::log(x[i]));
    }
  }

 private:
  double exponent(const Point& x, Index i) const {
    return 1.0 + beta_ * fraction(i, x.size()) * std::sqrt(x[i]);
  }

  double beta_;
};

class BuecheSkew final : public Transformation {
 public:
  void apply(Point& x) const override {
    for (Index i = 0; i < x.size(); ++i) x[i] *= factor(x, i);
  }
  void pull_back(const Point& x, Point& gradient) const override {
    for (Index i = 0; i < x.size(); ++i) gradient[i] *= factor(x, i);
  }

 private:
  static double factor(const Point& x, Index i) {
    const double even = std::pow(std::sqrt(10.0), fraction(i, x.size()));
    return i % 2 == 0 && x[i] > 0.0 ? 10.0 * even : even;
  }
};

class SchwefelShear final : public Transformation {
 public:
  explicit SchwefelShear(VectorXd twice_magnitude) : twice_magnitude_(std::move(twice_magnitude)) {}

  void apply(Point& x) const override {
    for (Index i = x.size(); i-- > 1;) x[i] += 0.25 * (x[i - 1] - twice_magnitude_[i - 1]);
  }
  void pull_back(const Point&, Point& gradient) const override {
    for (Index i = 1; i < gradient.size(); ++i) gradient[i - 1] += 0.25 * gradient[i];
  }

 private:
  VectorXd twice_magnitude_;
};

struct Ripple {
  double left;
  double right;
};

// The frequencies are in units of 10 log |x|.
constexpr Ripple kPositive{1.0, 0.79};
constexpr Ripple kNegative{0.55, 0.31};

}  // namespace

double fraction(Index i, Index n) { return static_cast<double>(i) / static_cast<double>(n - 1); }

double oscillated(double x) {
  if (x == 0.0 || std::isnan(x)) return x;
  const Ripple c = x > 0.0 ? kPositive : kNegative;
  const double t = std::log(std::abs(x)) / 0.1;
  // As a power, where exp(t / 10 + ...) would do: f16 multiplies a difference in the last bit by
  // 10^4.
  const double y = std::exp(t + 0.49 * (std::sin(c.left * t) + std::sin(c.right * t)));
  return std::copysign(std::pow(y, 0.1), x);
}

double oscillated_slope(double x) {
  if (x == 0.0) return 1.0;
  const Ripple c = x > 0.0 ? kPositive : kNegative;
  const double t = std::log(std::abs(x)) / 0.1;
  const double wave = c.left * std::cos(c.left * t) + c.right * std::cos(c.right * t);
  return oscillated(x) / x * (1.0 + 0.49 * wave);
}

VectorXd conditioning(Index n, double alpha) {
  VectorXd diagonal(n);
  for (Index i = 0; i < n; ++i) diagonal[i] = std::pow(std::sqrt(alpha), fraction(i, n));
  return diagonal;
}

Point product(const MatrixXd& m, const Point& x) {
  Point y = Point::Zero(x.size());
  for (Index j = 0; j < x.size(); ++j) {
    for (Index i = 0; i < x.size(); ++i) y[i] += m(i, j) * x[j];
  }
  return y;
}

TransformationPtr shift(VectorXd offset) { return std::make_shared<Shift>(std::move(offset)); }
TransformationPtr scale(VectorXd factors) { return std::make_shared<Scale>(std::move(factors)); }
TransformationPtr affine(MatrixXd m, double offset) {
  return std::make_shared<Affine>(std::move(m), offset);
}
TransformationPtr oscillate() { return std::make_shared<Oscillate>(); }
TransformationPtr asymmetric(double beta) { return std::make_shared<Asymmetric>(beta); }
TransformationPtr bueche_skew() { return std::make_shared<BuecheSkew>(); }
TransformationPtr schwefel_shear(VectorXd twice_magnitude) {
  return std::make_shared<SchwefelShear>(std::move(twice_magnitude));
}

}  // namespace ravine::problem::bbob
