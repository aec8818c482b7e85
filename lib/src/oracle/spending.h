// What a run has spent: evaluations, samples and time, against its budget.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "gradient/gradient_source.h"
#include "oracle/clock.h"
#include "ravine/options.h"
#include "ravine/rounds.h"
#include "ravine/status.h"

namespace ravine {

/// Why a run ends.
struct Reason {
  Status status;
  std::string message;
};

/// Counts what is evaluated and the rounds that it takes, and says when the budget does not reach
/// any further.
class Spending {
 public:
  /// `terms` is the number of samples that one value of the objective touches; 0: it is no sum.
  Spending(const Options& options, Index terms)
      : max_values_(options.max_evaluations), max_seconds_(options.max_seconds), terms_(terms) {}

  Index values() const { return values_; }
  Index gradients() const { return gradients_; }
  double epochs() const {
    return terms_ == 0 ? 0.0 : static_cast<double>(samples_) / static_cast<double>(terms_);
  }
  /// The rounds on 2, 4, ..., 1024 processors; none for a sum.
  Rounds rounds() const;
  /// The share of its evaluations that the run has spent, in [0, 1].
  double share() const { return static_cast<double>(values_) / static_cast<double>(max_values_); }
  /// The values that are left to spend.
  Index left() const { return max_values_ - values_; }
  bool timed() const;

  Clock& clock() { return clock_; }
  const Clock& clock() const { return clock_; }

  /// Why `cost` cannot be spent any more, or nothing where it can.
  std::optional<Reason> refusal(GradientCost cost) const;

  /// Counts `cost`, each value of which touches all samples, or `samples_per_value`.
  void count(const GradientCost& cost) { count(cost, terms_); }
  void count(const GradientCost& cost, Index samples_per_value) {
    values_ += cost.values;
    gradients_ += cost.gradients;
    samples_ += static_cast<std::int64_t>(cost.values) * samples_per_value;
    if (cost.values > 1) save_rounds(cost);
  }
  /// Counts one value of a batch, whose first has the place 0. The values of a batch count in their
  /// order, and each P-th begins a new round.
  void count_in_batch(Index place);
  /// Counts a product with the Hessian: as a gradient that touches all samples and has no value.
  void count_hessian_product() {
    ++gradients_;
    ++products_;
    samples_ += terms_;
  }

 private:
  void save_rounds(const GradientCost& cost);

  Index max_values_;
  double max_seconds_;
  Index terms_;
  Clock clock_;
  Index values_ = 0;
  Index gradients_ = 0;
  Index products_ = 0;
  std::int64_t samples_ = 0;
  // By how many rounds batches are shorter than their values one by one. Most evaluations are alone
  // in their batch, and cost nothing here.
  Rounds::Counts saved_{};
};

}  // namespace ravine
