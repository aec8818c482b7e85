#include "oracle/spending.h"

#include <fmt/format.h>

#include <cmath>

namespace ravine {

bool Spending::timed() const { return std::isfinite(max_seconds_); }

std::optional<Reason> Spending::refusal(GradientCost cost) const {
  if (cost.values > left()) {
    return Reason{Status::kMaxEvaluations,
                  fmt::format("{} of {} evaluations are spent and the next step needs {}", values_,
                              max_values_, cost.values)};
  }
  if (timed() && clock_.seconds() >= max_seconds_) {
    return Reason{Status::kMaxSeconds, fmt::format("{} seconds are spent", max_seconds_)};
  }
  return std::nullopt;
}

}  // namespace ravine
