#include "gradient/noise.h"

#include <algorithm>
#include <array>
#include <limits>
#include <stdexcept>
#include <utility>

#include "gradient/step_rule.h"

namespace ravine {
namespace {

constexpr double kAboveNoise = 100.0;
constexpr double kVariation = 0.1;
// Gradients that an estimate serves. Three methods were run from five starts of eight noisy
// functions, to a gap of 1e-3. They need 123 evaluations with it in place of 319 (forward), and 344
// in place of 868 (centered). With 5 or 20 they need nearly as many.
constexpr int kLifetime = 10;

// An estimate is at least this share of the one before. A derivative that vanishes at one point
// would else ask for long steps at the nine after it.
constexpr double kLeastKept = 0.25;
constexpr double kShorter = 32.0;  // than a step that met values which are not finite
// Order 2: f(h) - 2 f(0) + f(-h) = h^2 f''; order 3: f(2h) - 2 f(h) + 2 f(-h) - f(-2h) = 2 h^3
// f'''.
constexpr std::array<double, 4> kOffsets{1.0, -1.0, 2.0, -2.0};

}  // namespace

DerivativeEstimate::DerivativeEstimate(int order, double noise, double cost)
    : order_(order), noise_(noise), samples_(cost) {}

const VectorXd& DerivativeEstimate::estimate(GradientQuery& query, bool base_too, Probes& probes) {
  const bool fresh = due();
  age_ = (age_ + 1) % kLifetime;
  if (!fresh) return result_;
  const VectorXd& x = query.x;
  const Index n = x.size();
  const double root = 1.0 / (order_ + 2);
  before_.swap(result_);
  result_.resize(n);
  const double first = std::pow(noise_, root);
  steps_ = x.unaryExpr([&](double entry) { return visible_step(entry, first); });
  sample(query, base_too, probes);
  if (base_too) query.value = samples_.base;
  const double value = query.value.value_or(std::numeric_limits<double>::quiet_NaN());
  for (Index i = 0; i < n; ++i) {
    if (reliable(i, value)) continue;
    steps_[i] = visible_step(x[i], std::isfinite(difference(i, value))
                                       ? std::pow(noise_ / estimate_of(i, value), root)
                                       : steps_[i] / kShorter);
  }
  sample(query, false, probes);
  for (Index i = 0; i < n; ++i) result_[i] = estimate_of(i, value);
  if (kept_) result_ = result_.cwiseMax(kLeastKept * before_);
  kept_ = true;
  return result_;
}

void DerivativeEstimate::sample(const GradientQuery& query, bool base_too, Probes& probes) {
  // The terms that a coordinate touches have a sum of their own at x, which order 2 needs.
  const bool own_base = order_ == 2 && samples_.touches_terms(query.f);
  samples_.at.resize(offsets() + (own_base ? 1 : 0), query.x.size());
  for (Index k = 0; k < offsets(); ++k) {
    samples_.at.row(k) = (query.x + kOffsets[static_cast<std::size_t>(k)] * steps_).transpose();
  }
  if (own_base) samples_.at.row(offsets()) = query.x.transpose();
  samples_.evaluate(query.f, query.executor, query.x, base_too);
  samples_.tell(query.f, offsets(), probes);
}

double DerivativeEstimate::base(Index i, double value) const {
  return samples_.at.rows() > offsets() ? samples_.values(offsets(), i) : value;
}

double DerivativeEstimate::difference(Index i, double value) const {
  const auto f = samples_.values.col(i);
  return std::abs(order_ == 2 ? f[0] - 2.0 * base(i, value) + f[1]
                              : f[2] - 2.0 * f[0] + 2.0 * f[1] - f[3]);
}

double DerivativeEstimate::estimate_of(Index i, double value) const {
  double seen = difference(i, value);
  double h = steps_[i];
  if (!std::isfinite(seen)) {
    seen = noise_;
    h /= kShorter;
  }
  return std::max(seen, noise_) / (order_ == 2 ? h * h : 2.0 * h * h * h);
}

bool DerivativeEstimate::reliable(Index i, double value) const {
  const auto f = samples_.values.col(i).head(offsets());
  const double centre = order_ == 2 ? base(i, value) : 0.5 * (f[0] + f[1]);
  const double largest = std::max(f.cwiseAbs().maxCoeff(), std::abs(centre));
  return std::isfinite(largest) && difference(i, value) >= kAboveNoise * noise_ &&
         (f.array() - centre).abs().maxCoeff() <= kVariation * largest;
}

std::vector<Parameter> noise_parameters(std::string relative, std::string derivative,
                                        std::string summary) {
  std::vector<Parameter> parameters = step_parameters(std::move(relative));
  parameters.push_back({.name = "noise",
                        .default_value = "0",
                        .summary = "a value's standard deviation, to choose the step by; 0: none",
                        .low = 0.0});
  parameters.push_back({.name = std::move(derivative),
                        .default_value = "0",
                        .summary = std::move(summary),
                        .low = 0.0});
  return parameters;
}

bool is_noisy(const Parameters& p, const std::string& derivative) {
  if (p.number("noise") > 0.0) {
    for (const char* step : {"h", "relative", "floor"}) {
      if (!p.given(step)) continue;
      throw std::invalid_argument(
          std::string("gradient: parameter 'noise' chooses the step, so '") + step +
          "' does not apply");
    }
    return true;
  }
  if (p.given(derivative)) {
    throw std::invalid_argument("gradient: parameter '" + derivative +
                                "' goes with 'noise', which is not given");
  }
  return false;
}

}  // namespace ravine
