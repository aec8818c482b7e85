#include <cmath>
#include <stdexcept>

#include "ravine/optimizer/line_search/brent.h"
#include "ravine/optimizer/line_search/strong_wolfe.h"
#include "ravine/optimizer/optimizers.h"
#include "ravine/optimizer/step/schedule.h"

namespace ravine::optimizers {
namespace {

// Gradient descent, x <- x - eta grad f(x) (Cauchy 1847), with steps fixed in advance.
class GradientDescent final : public Optimizer {
 public:
  explicit GradientDescent(const Parameters& p) : step_(p) {}
  Batching batching() const override { return Batching::kOptional; }

  void minimize(Oracle& oracle, VectorXd& x) const override {
    VectorXd gradient(x.size());
    while (oracle.evaluate(x, gradient)) x -= step_(oracle.steps()) * gradient;
  }

 private:
  Schedule step_;
};

// Steepest descent: the step minimises phi(t) = f(x - t grad f(x)). A parabola through phi(0),
// phi'(0) and one trial gives it exactly on a quadratic; where the parabola's prediction fails, a
// line search does.
class SteepestDescent final : public Optimizer {
 public:
  SteepestDescent(double first, bool by_values) : first_(first), by_values_(by_values) {}

  void minimize(Oracle& oracle, VectorXd& x) const override {
    VectorXd gradient(x.size());
    double f = 0.0;
    if (!oracle.value_and_gradient(x, f, gradient)) return;
    if (!oracle.accept(x, f, norm(gradient))) return;
    double t = first_;
    while (true) {
      const auto found = best_step(oracle, x, f, gradient, t);
      if (!found) return;
      if (!(found->f < f)) {
        oracle.finish(Status::kStalled, "no step along the gradient lowers the value");
        return;
      }
      t = found->t;
      f = found->f;
      x -= t * gradient;
      if (!oracle.gradient(x, f, gradient)) return;
      if (!oracle.accept(x, f, norm(gradient))) return;
    }
  }

 private:
  static double norm(const VectorXd& gradient) {
    const double length = gradient.norm();
    return std::isfinite(length) ? length : HUGE_VAL;
  }

  std::optional<LinePoint> best_step(Oracle& oracle, const VectorXd& x, double f,
                                     const VectorXd& gradient, double trial) const {
    const LineValue phi = [&](double t, double& value) {
      return oracle.value(x - t * gradient, value);
    };
    const double slope = -gradient.squaredNorm();
    LinePoint at{trial, 0.0};
    if (!phi(at.t, at.f)) return std::nullopt;
    const double curvature = (at.f - f - slope * at.t) / (at.t * at.t);
    if (std::isfinite(curvature) && curvature > 0.0) {
      LinePoint vertex{-slope / (2.0 * curvature), 0.0};
      const double predicted = f - slope * slope / (4.0 * curvature);
      if (!phi(vertex.t, vertex.f)) return std::nullopt;
      const double round_off = 1e-14 * std::abs(f);
      if (std::abs(vertex.f - predicted) <= 1e-6 * (f - predicted) + round_off) return vertex;
      if (vertex.f < at.f) at = vertex;
    }
    if (by_values_) return brent_line_search(phi, {0.0, f}, at.t);
    return wolfe_step(oracle, x, {0.0, f, slope}, gradient, at.t);
  }

  static std::optional<LinePoint> wolfe_step(Oracle& oracle, const VectorXd& x,
                                             const SlopePoint& origin, const VectorXd& gradient,
                                             double trial) {
    VectorXd trial_gradient(x.size());
    const LineSlope phi = [&](double t, double& value, double& slope) {
      if (!oracle.value_and_gradient(x - t * gradient, value, trial_gradient)) return false;
      slope = -trial_gradient.dot(gradient);
      return true;
    };
    SlopePoint found;
    // A tight curvature condition makes the step nearly exact.
    switch (strong_wolfe_search(phi, origin, trial, {.decrease = 1e-4, .curvature = 1e-2}, found)) {
      case LineEnd::kOver:
        return std::nullopt;
      case LineEnd::kFailed:
        return LinePoint{0.0, origin.f};
      case LineEnd::kFound:
        return LinePoint{found.t, found.f};
    }
    return std::nullopt;
  }

  double first_;
  bool by_values_;
};

std::unique_ptr<Optimizer> make(const Parameters& p) {
  const Schedule schedule(p);
  if (p.word("policy") == "optimal") {
    return std::make_unique<SteepestDescent>(p.number("step"), p.word("search") == "brent");
  }
  if (p.given("search")) {
    throw std::invalid_argument("parameter 'search' applies with policy=optimal only");
  }
  return std::make_unique<GradientDescent>(p);
}

}  // namespace

Entry<Optimizer> gradient_descent() {
  auto parameters = schedule_parameters("0.01");
  for (Parameter& parameter : parameters) {
    if (parameter.name == "policy") parameter.choices.push_back("optimal");
  }
  parameters.push_back({.name = "search",
                        .default_value = "brent",
                        .summary = "with policy=optimal, off quadratics",
                        .choices = {"brent", "strong_wolfe"}});
  return {"gradient_descent", "steps along the negative gradient (Cauchy 1847)",
          std::move(parameters), make};
}

}  // namespace ravine::optimizers
