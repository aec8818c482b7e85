// What a prediction costs: a loss of the model's outputs and the label, summed over samples.
#pragma once

#include "ravine/data_set.h"

namespace ravine {

/// How many outputs a model has.
enum class OutputKind {
  kOne,       ///< a single score
  kPerClass,  ///< a score a class
  kEither,    ///< as the loss asks
};

/// Labels as a loss takes them.
struct Targets {
  VectorXd values;    ///< n: a number, -1 or +1, or the class from 0
  Index outputs = 1;  ///< scores a sample
};

/// A loss L(scores, target). Block members take the scores of m samples (m x outputs) with their
/// m targets, and add the samples up in order; they keep no state.
class Loss {
 public:
  virtual ~Loss() = default;

  /// The labels of `data` for a model of `kind` outputs. Throws std::invalid_argument, naming where
  /// the sample stands, for a label that the loss does not take.
  virtual Targets encode(const DataSet& data, OutputKind kind) const = 0;

  /// The sum of the losses of a block.
  virtual double value(const Eigen::Ref<const RowMatrix>& scores,
                       const Eigen::Ref<const VectorXd>& targets) const = 0;

  /// The same bits, and dL/dscore of each score (a subgradient at a kink) in `derivative` (m x
  /// outputs).
  virtual double value_and_derivative(const Eigen::Ref<const RowMatrix>& scores,
                                      const Eigen::Ref<const VectorXd>& targets,
                                      Eigen::Ref<RowMatrix> derivative) const = 0;

  /// True where the loss has second derivatives in the scores (at a kink of the first, those of one
  /// side), so that `multiply_by_curvature` is overridden.
  virtual bool curved() const { return false; }

  /// `directions` (m x outputs) <- each sample's matrix of second derivatives times its row, where
  /// `derivative` holds the first ones as `value_and_derivative` wrote them. Throws
  /// std::logic_error where the loss is not curved.
  virtual void multiply_by_curvature(const Eigen::Ref<const RowMatrix>& derivative,
                                     const Eigen::Ref<const VectorXd>& targets,
                                     Eigen::Ref<RowMatrix> directions) const;

  /// False for a loss that is flat wherever it is continuous.
  virtual bool differentiable() const { return true; }
  /// True where the targets are classes.
  virtual bool classifies() const { return true; }
  /// True where the scores are to be probabilities, so that the model ends in a softmax.
  virtual bool takes_probabilities() const { return false; }
};

/// How many samples of a block are classified wrongly: those whose class has not the strictly
/// largest score. With a single score, those whose target (-1 or +1) times the score is not
/// positive.
Index count_wrong(const Eigen::Ref<const RowMatrix>& scores,
                  const Eigen::Ref<const VectorXd>& targets);

}  // namespace ravine
