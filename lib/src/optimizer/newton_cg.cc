#include <algorithm>
#include <cmath>
#include <limits>

#include "optimizer/line_search/hager_zhang.h"
#include "optimizer/line_search/scale.h"
#include "optimizer/optimizers.h"

namespace ravine::optimizers {
namespace {

/// Products of the Hessian at x with vectors: the objective's own where it has them, else by
/// differences of gradients, (grad f(x + h v) - grad f(x)) / h, with an error of order h (Nocedal &
/// Wright 2006, eq. 8.20).
class HessianProduct {
 public:
  HessianProduct(Oracle& oracle, const VectorXd& x, const VectorXd& gradient)
      : oracle_(oracle), x_(x), gradient_(gradient), ahead_(x.size()) {}

  /// Writes the product, which may be non-finite; false once the run is over.
  bool operator()(const VectorXd& v, VectorXd& product) {
    if (oracle_.has_hessian_products()) return oracle_.hessian_product(x_, v, product);
    const double root = std::sqrt(std::numeric_limits<double>::epsilon());
    const double h = root * (1.0 + x_.norm()) / v.norm();
    double f = 0.0;
    if (!oracle_.value_and_gradient(x_ + h * v, f, ahead_)) return false;
    product = (ahead_ - gradient_) / h;
    return true;
  }

 private:
  Oracle& oracle_;
  const VectorXd& x_;
  const VectorXd& gradient_;
  VectorXd ahead_;
};

// The line search Newton-CG method (Nocedal & Wright 2006, algorithm 7.1): B p = -grad f(x) is
// solved by conjugate gradients (Hestenes & Stiefel 1952), to an accuracy that grows as the
// gradient shrinks (Dembo, Eisenstat & Steihaug 1982) and no further than the first direction of
// negative curvature.
class NewtonCg final : public Optimizer {
 public:
  explicit NewtonCg(double forcing) : forcing_(forcing) {}

  void minimize(Oracle& oracle, VectorXd& x) const override {
    VectorXd gradient(x.size());
    double f = 0.0;
    if (!oracle.value_and_gradient(x, f, gradient) || !oracle.accept(x, f, gradient)) return;
    VectorXd direction(x.size());
    Ray ray{oracle, x, direction};
    while (true) {
      if (!solve(oracle, x, gradient, direction)) return;
      SlopePoint found;
      LineEnd end = search(ray, f, gradient, 1.0, found);
      if (end == LineEnd::kFailed) {
        const double unit = safe_unit(gradient);
        direction = -unit * gradient;
        end = search(ray, f, gradient, std::min(1.0 / unit, 1.0 / direction.norm()), found);
      }
      if (end == LineEnd::kOver) return;
      if (end == LineEnd::kFailed) {
        oracle.finish(Status::kStalled, no_lower_step(ray.base, ray.trials, x, direction));
        return;
      }
      x = ray.point;
      gradient = ray.gradient;
      f = found.f;
      if (!oracle.accept(x, f, gradient)) return;
    }
  }

 private:
  static LineEnd search(Ray& ray, double f, const VectorXd& gradient, double first,
                        SlopePoint& found) {
    const SlopePoint origin = ray.start(f, gradient);
    if (!(origin.slope < 0.0 && std::isfinite(origin.slope))) return LineEnd::kFailed;
    return hager_zhang_search(std::ref(ray), origin, first, {}, found);
  }

  /// The inner iteration of algorithm 7.1, in its notation: z -> -B^-1 grad f(x). False once the
  /// run is over.
  bool solve(Oracle& oracle, const VectorXd& x, const VectorXd& gradient, VectorXd& z) const {
    HessianProduct times_b(oracle, x, gradient);
    z = VectorXd::Zero(x.size());
    // The squares of so extreme a gradient are no numbers: the search goes along the gradient.
    if (safe_unit(gradient) != 1.0) return true;
    const double norm = gradient.norm();
    const double enough = std::min(forcing_, std::sqrt(norm)) * norm;
    VectorXd r = gradient;
    VectorXd d = -r;
    VectorXd b_d(x.size());
    for (Index j = 0; j < 2 * x.size(); ++j) {
      if (!times_b(d, b_d)) return false;
      const double curvature = d.dot(b_d);
      const double before = r.squaredNorm();
      // Downwards along negative curvature too, as far as a positive one of this size would lead:
      // the algorithm's own z alone can be all but blind to a valley that bends down.
      const double alpha = before / std::abs(curvature);
      if (!std::isfinite(curvature) || !std::isfinite(alpha)) {
        if (j == 0) z = d / d.norm();
        return true;
      }
      z += alpha * d;
      if (curvature < 0.0) return true;
      r += alpha * b_d;
      if (r.norm() < enough) return true;
      d = -r + r.squaredNorm() / before * d;
    }
    return true;
  }

  double forcing_;
};

}  // namespace

Entry<Optimizer> newton_cg() {
  return {"newton_cg",
          "truncated Newton, Hessian products by the model or by differences (Dembo et al. 1982)",
          {{.name = "forcing",
            .default_value = "0.1",
            .summary = "largest residual of the inner iteration, relative to the gradient",
            .low = 0.0,
            .high = 0.9999}},
          [](const Parameters& p) { return std::make_unique<NewtonCg>(p.number("forcing")); }};
}

}  // namespace ravine::optimizers
