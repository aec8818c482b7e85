// Centered differences at falling steps, extrapolated to h = 0, with an estimate of the error
// (Ridders 1982, "Accurate computation of F'(x) and F'(x) F''(x)"). The first step has to be
// shorter than the scale on which f varies. Steps that span a whole wave agree by chance.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "gradient/coordinate_samples.h"
#include "gradient/sources.h"
#include "gradient/step_rule.h"

namespace ravine::sources {
namespace {

constexpr Index kMaxLevels = 12;
constexpr double kRatio = 2.0;  // of one step to the next
// An order that is worse than the last by this factor has met the round-off.
constexpr double kWorse = 2.0;

struct Extrapolation {
  double derivative;
  double error;
};

class Ridders final : public GradientSource {
 public:
  Ridders(StepRule step, Index levels, double cost)
      : step_(step), levels_(levels), samples_(cost) {}

  GradientCost cost(Index n, bool) const override { return {2 * levels_ * n, 0}; }

  const VectorXd& error_estimate() const override { return errors_; }

 private:
  double differentiate(const GradientQuery& query, VectorXd& gradient, Probes& probes) override {
    const VectorXd& x = query.x;
    samples_.at.resize(2 * levels_, x.size());
    for (Index i = 0; i < x.size(); ++i) {
      double h = step_(x[i]);
      for (Index level = 0; level < levels_; ++level, h /= kRatio) {
        const double step = visible_step(x[i], h);
        samples_.at(2 * level, i) = x[i] + step;
        samples_.at(2 * level + 1, i) = x[i] - step;
      }
    }
    samples_.evaluate(query.f, query.executor, x, query.value_wanted);
    gradient.resize(x.size());
    errors_.resize(x.size());
    for (Index i = 0; i < x.size(); ++i) {
      const Extrapolation best = extrapolate(i);
      gradient[i] = best.derivative;
      errors_[i] = best.error;
    }
    samples_.tell(query.f, 2 * levels_, probes);
    return samples_.base;
  }

  double quotient(Index i, Index level) const {
    return (samples_.values(2 * level, i) - samples_.values(2 * level + 1, i)) /
           (samples_.at(2 * level, i) - samples_.at(2 * level + 1, i));
  }

  // The round-off of that quotient, of the values' last bits over the distance.
  double round_off(Index i, Index level) const {
    return std::numeric_limits<double>::epsilon() *
           (std::abs(samples_.values(2 * level, i)) + std::abs(samples_.values(2 * level + 1, i))) /
           (samples_.at(2 * level, i) - samples_.at(2 * level + 1, i));
  }

  // Neville's table, a row a level: entry m cancels the errors up to h^(2m). The entry that differs
  // least from its two neighbours is taken, and that difference is its error, with the round-off as
  // the least. Ridders leaves out the round-off, below which two neighbours may agree by chance.
  Extrapolation extrapolate(Index i) const {
    std::array<double, kMaxLevels> row{quotient(i, 0)};
    Extrapolation best{row[0], std::numeric_limits<double>::infinity()};
    for (Index level = 1; level < levels_; ++level) {
      const std::array<double, kMaxLevels> above = row;
      const double least = round_off(i, level);
      row[0] = quotient(i, level);
      double factor = 1.0;
      for (std::size_t m = 1; m <= static_cast<std::size_t>(level); ++m) {
        factor *= kRatio * kRatio;
        row[m] = row[m - 1] + (row[m - 1] - above[m - 1]) / (factor - 1.0);
        const double error =
            std::max({std::abs(row[m] - row[m - 1]), std::abs(row[m] - above[m - 1]), least});
        if (error <= best.error) best = {row[m], error};
      }
      const auto last = static_cast<std::size_t>(level);
      if (std::abs(row[last] - above[last - 1]) >= kWorse * best.error) break;
    }
    return best;
  }

  StepRule step_;
  Index levels_;
  CoordinateSamples samples_;
  VectorXd errors_;
};

}  // namespace

Entry<GradientSource> ridders() {
  // The first step is long: extrapolation takes the truncation away, round-off stays.
  auto parameters = step_parameters("0.1");
  parameters.push_back({.name = "levels",
                        .default_value = "6",
                        .summary = "steps along a coordinate, each half of the last",
                        .low = 2,
                        .high = kMaxLevels,
                        .integer = true});
  return {"ridders",
          "extrapolated differences with an error estimate (Ridders 1982), 12n values; first step "
          "shorter than the scale of f",
          std::move(parameters), [](const Parameters& p) {
            return std::make_unique<Ridders>(StepRule::from(p), p.integer("levels"),
                                             p.number("cost"));
          }};
}

}  // namespace ravine::sources
