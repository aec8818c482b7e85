// A sum of terms that read few coordinates each (Griewank & Toint 1982), and says which.
#pragma once

#include <concepts>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include "ravine/capability.h"
#include "ravine/export.h"

namespace ravine {

/// For each coordinate the terms that read it, in rising order.
class RAVINE_EXPORT TermsOfCoordinates {
 public:
  /// `coordinates[k]` lists what term k reads. Throws std::invalid_argument for a coordinate
  /// outside [0, dimension) and for one that a term lists twice.
  TermsOfCoordinates(Index dimension, const std::vector<std::vector<Index>>& coordinates);

  Index dimension() const { return static_cast<Index>(begin_.size()) - 1; }

  std::span<const Index> of(Index coordinate) const {
    const auto i = static_cast<std::size_t>(coordinate);
    return {terms_.data() + begin_[i], begin_[i + 1] - begin_[i]};
  }

 private:
  std::vector<std::size_t> begin_;  // of each coordinate's terms in terms_, and the end
  std::vector<Index> terms_;
};

/// f(x) = sum_k term(k, x), added in the order of k. A finite difference of it evaluates, for each
/// coordinate, the terms that read it: O(n) terms a gradient where each term reads O(1)
/// coordinates.
///
///     ravine::PartiallySeparable chain(n, {{0, 1}, {1, 2}, ...},
///                                      [](Index k, const VectorXd& x) { return ...; });
template <class Term>
requires std::is_invocable_r_v<double, const Term&, Index, const VectorXd&>
class PartiallySeparable final : public Objective, public TouchedTerms {
 public:
  /// `coordinates[k]` lists the coordinates that term(k, x) reads. Throws as TermsOfCoordinates.
  PartiallySeparable(Index dimension, const std::vector<std::vector<Index>>& coordinates, Term term)
      : touching_(dimension, coordinates),
        terms_(static_cast<Index>(coordinates.size())),
        term_(std::move(term)) {}

  Index dimension() const override { return touching_.dimension(); }

  double value(const VectorXd& x) const override {
    double sum = 0.0;
    for (Index k = 0; k < terms_; ++k) sum += term_(k, x);
    return sum;
  }

  double touched_value(const VectorXd& x, Index i) const override {
    double sum = 0.0;
    for (const Index k : touching_.of(i)) sum += term_(k, x);
    return sum;
  }

 private:
  TermsOfCoordinates touching_;
  Index terms_;
  Term term_;
};

}  // namespace ravine
