// The last known gradient of each term of a finite sum, with their mean (Defazio, Bach &
// Lacoste-Julien 2014).
#pragma once

#include "gradient/gradient_source.h"
#include "ravine/finite_sum.h"

namespace ravine {

/// For a term with linear scores (LinearScores) only the derivatives of the loss in its scores are
/// kept, because they fix its gradient. For any other the gradient itself is kept, from a gradient
/// source. The penalty of the former is no part of the table: its gradient is that at the current
/// point.
class TermTable {
 public:
  static constexpr double kMostBytes = 1024.0 * 1024.0 * 1024.0;

  /// All terms' gradients zero. Throws std::invalid_argument where the table would take more than
  /// `kMostBytes`. Keeps both arguments by reference.
  TermTable(const FiniteSum& sum, GradientSource& gradients);

  /// The values with gradients that `replace` asks for: one for the batch, or one a term.
  Index evaluations(Index batch_size) const { return linear_ != nullptr ? 1 : batch_size; }

  /// Replaces the known gradients of the terms of `batch` by those at x. Writes the mean of their
  /// changes to `change`, and the mean over all terms as it was before to `mean`. Returns the
  /// batch's value.
  double replace(const Executor& executor, const Batch& batch, const VectorXd& x, VectorXd& mean,
                 VectorXd& change, Probes& probes);

 private:
  double replace_scores(const Executor& executor, const Batch& batch, const VectorXd& x,
                        VectorXd& change);
  double replace_gradients(const Executor& executor, const Batch& batch, const VectorXd& x,
                           VectorXd& change, Probes& probes);

  const FiniteSum& sum_;
  GradientSource& gradients_;
  const LinearScores* linear_;  // null: gradients are kept
  ScoreDerivatives known_;      // terms x scores, or terms x dimension
  ScoreDerivatives block_;      // a batch's rows
  VectorXd mean_;
  VectorXd gradient_;
};

}  // namespace ravine
