#include <cmath>
#include <stdexcept>

#include "core/short_vectors.h"
#include "optimizer/line_search/backtracking.h"
#include "optimizer/line_search/brent.h"
#include "optimizer/line_search/hager_zhang.h"
#include "optimizer/line_search/strong_wolfe.h"
#include "optimizer/optimizers.h"
#include "optimizer/step/found_step.h"
#include "optimizer/step/schedule.h"

namespace ravine::optimizers {
namespace {

// Gradient descent, x <- x - eta grad f(x) (Cauchy 1847), with steps fixed in advance.
class GradientDescent final : public Optimizer {
 public:
  explicit GradientDescent(const Parameters& p) : schedule_(p) {}
  Batching batching() const override { return Batching::kOptional; }

  void minimize(Oracle& oracle, VectorXd& x) const override {
    VectorXd gradient(x.size());
    Steps steps(schedule_, oracle, {});
    double eta = 0.0;
    while (oracle.evaluate(x, gradient) && steps(x, gradient, eta)) descend(x, eta, gradient);
  }

 private:
  Schedule schedule_;
};

/// A rule for the step along -grad f(x) from x, where f and its gradient are known: the point
/// found, not below f where there is none, or empty once the run is over. `trial` is the last step.
using StepRule = std::optional<LinePoint> (*)(Ray& ray, double f, const VectorXd& gradient,
                                              double trial);

// Steepest descent with a step that is searched for anew each time.
class SteepestDescent final : public Optimizer {
 public:
  SteepestDescent(double first, StepRule rule) : first_(first), rule_(rule) {}

  void minimize(Oracle& oracle, VectorXd& x) const override {
    VectorXd gradient(x.size());
    double f = 0.0;
    if (!oracle.value_and_gradient(x, f, gradient) || !oracle.accept(x, f, gradient)) return;
    double t = first_;
    VectorXd direction = -gradient;
    Ray ray{oracle, x, direction};
    while (true) {
      const SlopePoint origin = ray.start(f, gradient);
      const auto found = rule_(ray, f, gradient, t);
      if (!found) return;
      if (!(found->f < f)) {
        oracle.finish(Status::kStalled, no_lower_step(origin, ray.trials, x, direction));
        return;
      }
      t = found->t;
      f = found->f;
      x += t * direction;
      if (!oracle.gradient(x, f, gradient) || !oracle.accept(x, f, gradient)) return;
      direction = -gradient;
    }
  }

 private:
  double first_;
  StepRule rule_;
};

/// Armijo's condition from twice the last step on, so that steps can grow.
std::optional<LinePoint> backtracked(Ray& ray, double f, const VectorXd& gradient, double trial) {
  return backtracking_search(std::ref(ray), {0.0, f, -gradient.squaredNorm()}, 2.0 * trial, {});
}

std::optional<LinePoint> outcome(LineEnd end, double f, const SlopePoint& found) {
  if (end == LineEnd::kOver) return std::nullopt;
  return end == LineEnd::kFound ? LinePoint{found.t, found.f} : LinePoint{0.0, f};
}

std::optional<LinePoint> brent(Ray& ray, double f, const VectorXd&, double trial) {
  return brent_line_search(std::ref(ray), {0.0, f}, trial);
}

// Tight conditions on the slope make the steps of both searches nearly exact.
std::optional<LinePoint> strong_wolfe(Ray& ray, double f, const VectorXd& gradient, double trial) {
  SlopePoint found;
  const SlopePoint origin{0.0, f, -gradient.squaredNorm()};
  const StrongWolfe tight{.decrease = 1e-4, .curvature = 1e-2};
  return outcome(strong_wolfe_search(std::ref(ray), origin, trial, tight, found), f, found);
}

std::optional<LinePoint> hager_zhang(Ray& ray, double f, const VectorXd& gradient, double trial) {
  SlopePoint found;
  const SlopePoint origin{0.0, f, -gradient.squaredNorm()};
  const HagerZhang tight{.delta = 0.49, .sigma = 1e-2, .epsilon = 0.0};
  return outcome(hager_zhang_search(std::ref(ray), origin, trial, tight, found), f, found);
}

/// The step that minimises phi(t) = f(x - t grad f(x)). A parabola through phi(0), phi'(0) and one
/// trial gives it exactly on a quadratic; where the parabola's prediction fails, `search` does.
template <StepRule search>
std::optional<LinePoint> optimal(Ray& ray, double f, const VectorXd& gradient, double trial) {
  const double slope = -gradient.squaredNorm();
  LinePoint at{trial, 0.0};
  if (!ray(at.t, at.f)) return std::nullopt;
  const double curvature = (at.f - f - slope * at.t) / (at.t * at.t);
  if (std::isfinite(curvature) && curvature > 0.0) {
    LinePoint vertex{-slope / (2.0 * curvature), 0.0};
    const double predicted = f - slope * slope / (4.0 * curvature);
    if (!ray(vertex.t, vertex.f)) return std::nullopt;
    const double round_off = 1e-14 * std::abs(f);
    if (std::abs(vertex.f - predicted) <= 1e-6 * (f - predicted) + round_off) return vertex;
    if (vertex.f < at.f) at = vertex;
  }
  return search(ray, f, gradient, at.t);
}

StepRule optimal_rule(const std::string& search) {
  if (search == "brent") return optimal<brent>;
  return search == "strong_wolfe" ? optimal<strong_wolfe> : optimal<hager_zhang>;
}

std::unique_ptr<Optimizer> make(const Parameters& p) {
  const Schedule schedule(p);
  const std::string& policy = p.word("policy");
  if (policy == "optimal") {
    return std::make_unique<SteepestDescent>(p.number("step"), optimal_rule(p.word("search")));
  }
  if (p.given("search")) {
    throw std::invalid_argument("parameter 'search' applies with policy=optimal only");
  }
  if (policy == "backtracking") {
    return std::make_unique<SteepestDescent>(p.number("step"), backtracked);
  }
  return std::make_unique<GradientDescent>(p);
}

}  // namespace

Entry<Optimizer> gradient_descent() {
  auto parameters = schedule_parameters("0.01");
  for (Parameter& parameter : parameters) {
    if (parameter.name != "policy") continue;
    parameter.choices.insert(parameter.choices.end(), {"optimal", "backtracking"});
  }
  parameters.push_back({.name = "search",
                        .default_value = "brent",
                        .summary = "with policy=optimal, off quadratics",
                        .choices = {"brent", "strong_wolfe", "hager_zhang"}});
  return {"gradient_descent", "steps along the negative gradient (Cauchy 1847)",
          std::move(parameters), make};
}

}  // namespace ravine::optimizers
