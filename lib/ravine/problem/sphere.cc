#include "ravine/problem/problems.h"

namespace ravine::problem {
namespace {

class Sphere final : public Objective {
 public:
  explicit Sphere(Index dimension) : dimension_(dimension) {}
  Index dimension() const override { return dimension_; }
  double value(const VectorXd& x) const override { return x.squaredNorm(); }
  bool has_gradient() const override { return true; }
  double value_and_gradient(const VectorXd& x, VectorXd& gradient) const override {
    gradient = 2.0 * x;
    return x.squaredNorm();
  }
  std::optional<double> minimum() const override { return 0.0; }
  VectorXd start() const override { return VectorXd::Ones(dimension_); }

 private:
  Index dimension_;
};

}  // namespace

Entry<Objective> sphere() {
  return {"sphere",
          "sum of x_i^2",
          {{.name = "dimension", .default_value = "10", .summary = "n", .low = 1, .integer = true}},
          [](const Parameters& p) { return std::make_unique<Sphere>(p.integer("dimension")); }};
}

}  // namespace ravine::problem
