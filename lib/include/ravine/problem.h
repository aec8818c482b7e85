// An objective together with what is known of it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "ravine/export.h"
#include "ravine/figures.h"
#include "ravine/forwarding.h"
#include "ravine/objective.h"

namespace ravine {

/// What is known of an objective.
struct Facts {
  VectorXd start;                      ///< the standard start, n entries
  std::optional<double> minimum = {};  ///< the smallest value of f
  /// The start that a seed other than 1 gives; empty: drawn around the standard one.
  std::function<VectorXd(std::uint64_t seed)> seeded_start = {};
  /// The unit vector along which f curves most, for quadratic ravines.
  std::optional<VectorXd> steep_axis = {};
  /// What is taken at each recorded point of a run: of a learning problem with held-out samples,
  /// `train_value`, `test_value` and `test_error`.
  Figures recorded = {};
  /// What is taken where a run has ended: of a classification risk `zero_one`, the share of samples
  /// that are classified wrongly, and with held-out samples also those above and `train_error`.
  Figures at_end = {};
};

/// A problem: an objective with a start, its minimum where that is known, and more.
class RAVINE_EXPORT Problem {
 public:
  /// Throws std::invalid_argument where the start has not the objective's dimension.
  Problem(std::unique_ptr<const Objective> objective, const Facts& facts)
      : Problem(detail::for_library(std::move(objective)), facts,
                detail::for_library(facts.seeded_start)) {}
  ~Problem();
  Problem(const Problem&) = delete;
  Problem& operator=(const Problem&) = delete;

  const Objective& objective() const { return *objective_; }
  const Facts& facts() const { return facts_; }

  /// As those of the objective.
  Index dimension() const { return objective_->dimension(); }
  double value(const VectorXd& x) const { return objective_->value(x); }
  double value_and_gradient(const VectorXd& x, VectorXd& gradient) const {
    if constexpr (detail::kSameMemory) {
      return objective_->value_and_gradient(x, gradient);
    } else {
      double value = 0.0;
      gradient = *detail::gradient_of(*objective_, x, value);
      return value;
    }
  }

  /// The standard start.
  const VectorXd& start() const { return facts_.start; }
  /// The start that `seed` fixes: 1 is the standard one, any other seed draws one.
  VectorXd start(std::uint64_t seed) const { return detail::taken(made_start(seed)); }
  /// The smallest value of f, where it is known.
  std::optional<double> minimum() const { return facts_.minimum; }

 private:
  /// Copies the facts, because they may be in memory that the library cannot free.
  Problem(std::unique_ptr<const Objective> objective, const Facts& facts,
          std::function<VectorXd(std::uint64_t)> seeded_start);
  std::shared_ptr<VectorXd> made_start(std::uint64_t seed) const;

  std::unique_ptr<const Objective> objective_;
  Facts facts_;
};

/// The problem that "name:key=value:..." names. Throws std::invalid_argument, which lists what
/// there is, for an unknown name or parameter.
RAVINE_EXPORT std::unique_ptr<Problem> make_problem(std::string_view name);

}  // namespace ravine
