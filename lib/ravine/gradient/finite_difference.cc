// Forward and centered differences, parallel over coordinates (Nocedal & Wright 2006, sec. 8.1).
#include <algorithm>
#include <cmath>
#include <vector>

#include "ravine/gradient/sources.h"
#include "ravine/parallel/ordered.h"

namespace ravine::sources {
namespace {

/// The step along one coordinate: fixed, or relative to |x_i| with an absolute floor.
struct StepRule {
  double fixed = 0.0;  // 0: relative
  double relative = 0.0;
  double floor = 1.0;

  double operator()(double x) const {
    return fixed > 0.0 ? fixed : relative * std::max(std::abs(x), floor);
  }
};

/// The two points of a difference as doubles, so that the divisor is the distance that was really
/// taken (x + h rounds).
struct Stencil {
  double high;
  double low;
};

class FiniteDifference final : public GradientSource {
 public:
  FiniteDifference(bool centered, StepRule step) : centered_(centered), step_(step) {}

  GradientCost cost(Index n, bool value_known) const override {
    return {centered_ ? 2 * n : n + (value_known ? 0 : 1), 0};
  }

  void gradient(const Objective& objective, const Executor& executor, const VectorXd& x,
                std::optional<double> value, VectorXd& gradient, Probes& probes) override {
    const Index n = x.size();
    gradient.resize(n);
    high_values_.resize(n);
    low_values_.resize(n);
    if (!centered_) {
      low_values_.setConstant(value ? *value : objective.value_on(executor, x));
    }
    points_.resize(static_cast<std::size_t>(executor.threads()));
    if (n >= executor.threads()) {
      // Few coordinates a task keep the threads level; the cut changes no bits, since a
      // coordinate's arithmetic is its own.
      const Chunks chunks = Chunks::of(n, 1, 256);
      for (VectorXd& point : points_) point = x;
      executor.run(chunks.count(), [&](Index chunk, int worker) {
        VectorXd& point = points_[static_cast<std::size_t>(worker)];
        for (Index i = chunks.begin(chunk); i < chunks.end(chunk); ++i) {
          difference(objective, serial_executor(), i, point, gradient);
        }
      });
    } else {
      points_.front() = x;
      for (Index i = 0; i < n; ++i) difference(objective, executor, i, points_.front(), gradient);
    }
    summarize(x, probes);
  }

 private:
  Stencil stencil(double x) const {
    const double h = step_(x);
    return {x + h, centered_ ? x - h : x};
  }

  void difference(const Objective& objective, const Executor& executor, Index i, VectorXd& point,
                  VectorXd& gradient) {
    const double x = point[i];
    const Stencil at = stencil(x);
    point[i] = at.high;
    high_values_[i] = objective.value_on(executor, point);
    if (centered_) {
      point[i] = at.low;
      low_values_[i] = objective.value_on(executor, point);
    }
    point[i] = x;
    gradient[i] = (high_values_[i] - low_values_[i]) / (at.high - at.low);
  }

  void summarize(const VectorXd& x, Probes& probes) const {
    const auto note = [&](double value, Index i, double position) {
      if (!std::isfinite(value)) {
        ++probes.non_finite;
      } else if (value < probes.best) {
        probes.best = value;
        probes.coordinate = i;
        probes.position = position;
      }
    };
    for (Index i = 0; i < x.size(); ++i) {
      const Stencil at = stencil(x[i]);
      note(high_values_[i], i, at.high);
      if (centered_) note(low_values_[i], i, at.low);
    }
  }

  bool centered_;
  StepRule step_;
  std::vector<VectorXd> points_;  // a copy of x for each worker
  VectorXd high_values_;
  VectorXd low_values_;
};

Entry<GradientSource> entry(std::string name, std::string summary, bool centered,
                            std::string relative) {
  return {std::move(name),
          std::move(summary),
          {{.name = "h",
            .default_value = "0",
            .summary = "a fixed absolute step; 0: relative to |x_i|",
            .low = 0.0},
           {.name = "relative",
            .default_value = std::move(relative),
            .summary = "step over max(|x_i|, floor)",
            .low = 1e-16,
            .high = 1.0},
           {.name = "floor",
            .default_value = "1",
            .summary = "the |x_i| below which the step shrinks no more",
            .low = 1e-300}},
          [centered](const Parameters& p) {
            if (p.given("h") && p.number("h") > 0.0 && (p.given("relative") || p.given("floor"))) {
              throw std::invalid_argument(
                  "gradient: parameter 'h' fixes the step, so 'relative' and 'floor' do not apply");
            }
            return std::make_unique<FiniteDifference>(
                centered, StepRule{p.number("h"), p.number("relative"), p.number("floor")});
          }};
}

}  // namespace

// The relative steps balance truncation against round-off: eps^(1/2) and eps^(1/3).
Entry<GradientSource> forward() {
  return entry("forward", "forward difference, error O(h), n + 1 values", false,
               "1.4901161193847656e-08");
}

Entry<GradientSource> centered() {
  return entry("centered", "centered difference, error O(h^2), 2n values", true,
               "6.0554544523933395e-06");
}

}  // namespace ravine::sources
