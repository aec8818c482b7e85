#include <cmath>

#include "optimizer/line_search/hager_zhang.h"
#include "optimizer/line_search/strong_wolfe.h"
#include "optimizer/optimizers.h"
#include "optimizer/quasi_newton.h"
#include "optimizer/square_memory.h"

namespace ravine::optimizers {
namespace {

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
    if (!safely_positive(curvature, s, y)) return;
    if (empty_) h_ *= inverse_curvature(curvature, y);
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
// algorithm 6.1) with Biggs's scaling of y, and steps that satisfy the Wolfe conditions.
class Bfgs final : public Optimizer {
 public:
  explicit Bfgs(const Parameters& p)
      : hager_zhang_(p.word("search") == "hager_zhang"), options_(p) {}

  void minimize(Oracle& oracle, VectorXd& x) const override {
    expect_square_fits("bfgs", x.size(), "lbfgs");
    const auto search = [this](const LineSlope& phi, const SlopePoint& origin, double first,
                               SlopePoint& found) {
      return hager_zhang_ ? hager_zhang_search(phi, origin, first, {}, found)
                          : strong_wolfe_search(phi, origin, first, {}, found);
    };
    quasi_newton(oracle, x, InverseHessian(x.size()), search, options_);
  }

 private:
  bool hager_zhang_;
  QuasiNewtonOptions options_;
};

}  // namespace

Entry<Optimizer> bfgs() {
  auto parameters = quasi_newton_parameters();
  parameters.insert(parameters.begin(), {.name = "search",
                                         .default_value = "strong_wolfe",
                                         .summary = "the line search",
                                         .choices = {"strong_wolfe", "hager_zhang"}});
  return {
      "bfgs",
      "quasi-Newton, full inverse Hessian (Broyden, Fletcher, Goldfarb, Shanno 1970; Biggs 1973)",
      std::move(parameters), [](const Parameters& p) { return std::make_unique<Bfgs>(p); }};
}

}  // namespace ravine::optimizers
