#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "ravine/optimizer/line_search/hager_zhang.h"
#include "ravine/optimizer/line_search/strong_wolfe.h"
#include "ravine/optimizer/optimizers.h"

namespace ravine::optimizers {
namespace {

constexpr Index kLargest = 16384;  // n^2 numbers are 2 GiB

/// The approximation H of the inverse Hessian (Nocedal & Wright 2006, section 6.1).
class InverseHessian {
 public:
  explicit InverseHessian(Index n) : h_(Eigen::MatrixXd::Identity(n, n)) {}

  /// True while no pair has been added since the start or a reset.
  bool empty() const { return empty_; }

  void reset() {
    h_.setIdentity();
    empty_ = true;
  }

  VectorXd times(const VectorXd& v) const { return h_ * v; }

  /// H <- (I - rho s y') H (I - rho y s') + rho s s', rho = 1 / s'y (eq. 6.17), multiplied out. A
  /// pair whose curvature s'y is not safely positive would spoil H and is skipped.
  void add(const VectorXd& s, const VectorXd& y) {
    const double curvature = s.dot(y);
    if (!(curvature > std::numeric_limits<double>::epsilon() * s.norm() * y.norm())) return;
    if (empty_) h_ *= curvature / y.squaredNorm();  // eq. 6.20
    empty_ = false;
    const double rho = 1.0 / curvature;
    const VectorXd hy = h_ * y;
    const double weight = rho * (1.0 + rho * y.dot(hy));
    h_ += s * (weight * s - rho * hy).transpose() - (rho * hy) * s.transpose();
  }

 private:
  Eigen::MatrixXd h_;
  bool empty_ = true;
};

// The quasi-Newton method of Broyden, Fletcher, Goldfarb and Shanno (Nocedal & Wright 2006,
// algorithm 6.1), with steps that satisfy the Wolfe conditions.
class Bfgs final : public Optimizer {
 public:
  explicit Bfgs(bool hager_zhang) : hager_zhang_(hager_zhang) {}

  void minimize(Oracle& oracle, VectorXd& x) const override {
    if (x.size() > kLargest) {
      throw std::invalid_argument(
          fmt::format("method 'bfgs' keeps n^2 numbers and takes up to n = {}, got {}; use lbfgs",
                      kLargest, x.size()));
    }
    VectorXd gradient(x.size());
    double f = 0.0;
    if (!oracle.value_and_gradient(x, f, gradient) || !oracle.accept(x, f, gradient)) return;
    InverseHessian inverse(x.size());
    VectorXd direction(x.size());
    Ray ray{oracle, x, direction};
    while (true) {
      direction = inverse.times(-gradient);
      if (!(gradient.dot(direction) < 0.0)) {
        inverse.reset();
        direction = -gradient;
      }
      const double first = inverse.empty() ? std::min(1.0, 1.0 / gradient.norm()) : 1.0;
      SlopePoint found;
      const LineEnd end = search(ray, {0.0, f, gradient.dot(direction)}, first, found);
      if (end == LineEnd::kOver) return;
      if (end == LineEnd::kFailed) {
        if (inverse.empty()) {
          oracle.finish(Status::kStalled, "no step along the gradient lowers the value enough");
          return;
        }
        inverse.reset();  // once more, along the gradient
        continue;
      }
      inverse.add(ray.point - x, ray.gradient - gradient);
      x = ray.point;
      gradient = ray.gradient;
      f = found.f;
      if (!oracle.accept(x, f, gradient)) return;
    }
  }

 private:
  LineEnd search(Ray& ray, const SlopePoint& origin, double first, SlopePoint& found) const {
    return hager_zhang_ ? hager_zhang_search(std::ref(ray), origin, first, {}, found)
                        : strong_wolfe_search(std::ref(ray), origin, first, {}, found);
  }

  bool hager_zhang_;
};

}  // namespace

Entry<Optimizer> bfgs() {
  return {"bfgs",
          "quasi-Newton with the full inverse Hessian (Broyden; Fletcher; Goldfarb; Shanno 1970)",
          {{.name = "search",
            .default_value = "strong_wolfe",
            .summary = "the line search",
            .choices = {"strong_wolfe", "hager_zhang"}}},
          [](const Parameters& p) {
            return std::make_unique<Bfgs>(p.word("search") == "hager_zhang");
          }};
}

}  // namespace ravine::optimizers
