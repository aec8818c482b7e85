#include "optimizer/step/schedule.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <numbers>
#include <stdexcept>

namespace ravine {
namespace {

Schedule::Decay parse_decay(const std::string& word) {
  if (word == "inverse") return Schedule::Decay::kInverse;
  if (word == "inverse_sqrt") return Schedule::Decay::kInverseSqrt;
  if (word == "exponential") return Schedule::Decay::kExponential;
  if (word == "step") return Schedule::Decay::kStep;
  return Schedule::Decay::kCosine;
}

void refuse(const Parameters& parameters, const std::string& where,
            std::initializer_list<const char*> unused) {
  for (const char* name : unused) {
    if (parameters.given(name)) {
      throw std::invalid_argument(
          fmt::format("parameter '{}' does not apply with {}", name, where));
    }
  }
}

}  // namespace

Schedule::Schedule(const Parameters& parameters)
    : step_(parameters.number("step")),
      rate_(parameters.number("rate")),
      factor_(parameters.number("factor")),
      period_(parameters.number("period")),
      warm_up_(parameters.number("warm_up")),
      constant_(warm_up_ <= 1.0 && parameters.word("policy") != "decreasing"),
      found_(parameters.word("policy") == "auto" && !parameters.given("step") &&
             !parameters.given("warm_up")) {
  const std::string& policy = parameters.word("policy");
  if (policy != "decreasing") {
    refuse(parameters, "policy=" + policy, {"decay", "rate", "factor", "period"});
    if (policy != "constant" && policy != "auto") {
      refuse(parameters, "policy=" + policy, {"warm_up"});
    }
    return;
  }
  const std::string& decay = parameters.word("decay");
  decay_ = parse_decay(decay);
  if (decay_ == Decay::kStep) {
    refuse(parameters, "decay=step", {"rate"});
  } else if (decay_ == Decay::kCosine) {
    refuse(parameters, "decay=cosine", {"rate", "factor"});
  } else {
    refuse(parameters, "decay=" + decay, {"factor", "period"});
  }
}

double Schedule::warmed_up(Index t) const {
  const auto step = static_cast<double>(t);
  return step < warm_up_ ? decayed(t) * step / warm_up_ : decayed(t);
}

double Schedule::decayed(Index t) const {
  const auto past = static_cast<double>(t - 1);
  switch (decay_) {
    case Decay::kNone:
      return step_;
    case Decay::kInverse:
      return step_ / (1.0 + rate_ * past);
    case Decay::kInverseSqrt:
      return step_ / std::sqrt(1.0 + rate_ * past);
    case Decay::kExponential:
      return step_ * std::exp(-rate_ * past);
    case Decay::kStep:
      return step_ * std::pow(factor_, std::floor(past / period_));
    case Decay::kCosine:
      return 0.5 * step_ * (1.0 + std::cos(std::numbers::pi * std::min(1.0, past / period_)));
  }
  return step_;
}

std::vector<Parameter> schedule_parameters(const std::string& default_step) {
  return {
      {.name = "step",
       .default_value = default_step,
       .summary = "eta, the (first) step",
       .low = 0,
       .search = SearchSpace{1e-4, 1e3, 15}},
      {.name = "policy",
       .default_value = "auto",
       .summary = "how the step changes; auto: given, or found on a sum over samples",
       .choices = {"auto", "constant", "decreasing"}},
      {.name = "decay",
       .default_value = "inverse",
       .summary = "with policy=decreasing: how",
       .choices = {"inverse", "inverse_sqrt", "exponential", "step", "cosine"}},
      {.name = "rate",
       .default_value = "0.001",
       .summary = "of inverse(_sqrt), exponential",
       .low = 0},
      {.name = "factor", .default_value = "0.5", .summary = "of decay=step", .low = 0, .high = 1},
      {.name = "period", .default_value = "1000", .summary = "steps, of step and cosine", .low = 1},
      {.name = "warm_up",
       .default_value = "0",
       .summary = "steps in which eta rises to its size",
       .low = 0},
  };
}

}  // namespace ravine
