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

Rounds Spending::rounds() const {
  if (terms_ > 0) return {};
  Rounds::Counts counts = saved_;
  for (Index& count : counts) count = values_ + products_ - count;
  return Rounds(counts);
}

void Spending::count_in_batch(Index place) {
  count({1, 0});
  for (std::size_t i = 0; i < saved_.size(); ++i) {
    if (place % Rounds::kProcessors[i] != 0) ++saved_[i];
  }
}

void Spending::save_rounds(const GradientCost& cost) {
  const auto save = [&](Index batch) {
    for (std::size_t i = 0; i < saved_.size(); ++i) {
      const Index p = Rounds::kProcessors[i];
      saved_[i] += batch - (batch + p - 1) / p;
    }
  };
  Index last = cost.values;
  for (const Index batch : cost.first_batches) {
    save(batch);
    last -= batch;
  }
  save(last);
}

}  // namespace ravine
