// Objectives that are a mean over samples: what mini-batches are drawn from.
#pragma once

#include <concepts>
#include <span>
#include <utility>

#include "ravine/capability.h"
#include "ravine/export.h"

namespace ravine {

/// A mini-batch: numbers of terms, in [0, terms()). Borrowed.
struct Batch {
  /// All terms of `of`.
  Batch(std::convertible_to<std::span<const Index>> auto&& of)
      : terms(std::forward<decltype(of)>(of)), epoch(terms) {}
  /// `count` terms of an epoch's `order`, from place `begin` on.
  Batch(std::span<const Index> order, std::size_t begin, std::size_t count)
      : terms(order.subspan(begin, count)), epoch(order) {}

  std::span<const Index> terms;
  std::span<const Index> epoch;  ///< the order of terms that `terms` is a part of
};

/// An objective that is the mean of many terms, one per sample, so that a few of them give an
/// estimate of the whole.
class RAVINE_EXPORT FiniteSum : public Objective {
 public:
  bool offered() const { return true; }

  /// The number of terms.
  virtual Index terms() const = 0;

  /// The mean over `batch`, with any penalty in full. The work is spread over `executor`, and the
  /// bits never depend on it.
  virtual double batch_value(const Executor& executor, const Batch& batch,
                             const VectorXd& x) const = 0;
  virtual double batch_value_and_gradient(const Executor& executor, const Batch& batch,
                                          const VectorXd& x, VectorXd& gradient) const = 0;
};

/// Derivatives of a loss in the scores of some samples, one row per sample.
using ScoreDerivatives = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// A capability of a sum whose term i is a loss of scores J_i x that are linear in x, up to a
/// penalty. As many numbers as there are scores, the loss's derivatives in them, fix the term's
/// gradient.
class RAVINE_EXPORT LinearScores {
 public:
  virtual ~LinearScores() = default;
  bool offered() const { return scores() > 0; }

  /// The number of scores of a term; 0 where they are not linear in x.
  virtual Index scores() const = 0;

  /// Replaces the derivatives of the terms of `batch` in `known` (one row per term) by those at x.
  /// Writes the mean change of the gradients, without any penalty, to `change`. Returns the mean of
  /// the terms at x.
  virtual double batch_change(const Executor& executor, const Batch& batch, const VectorXd& x,
                              ScoreDerivatives& known, VectorXd& change) const = 0;

  /// Adds the penalty's gradient at x to `gradient`.
  virtual void add_penalty_gradient(const VectorXd& x, VectorXd& gradient) const = 0;
};

}  // namespace ravine
