// What predicts: a function of a sample's features and of parameters, giving scores.
#pragma once

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "loss/loss.h"
#include "model/rows.h"

namespace ravine {

/// What a model computes on a block of m rows: the way to the scores, and the way back. The memory
/// is kept from block to block, and grows only.
struct Activations {
  std::vector<Eigen::Map<RowMatrix>> values;  ///< m x width of each layer; the last are the scores
  std::vector<Eigen::Map<RowMatrix>> deltas;  ///< the summed loss's derivatives in `values`
  VectorXd memory;
};

/// Scores f_theta(x) of `outputs()` numbers a sample, with parameters theta. Keeps no state.
class Model {
 public:
  virtual ~Model() = default;

  /// The number of entries of theta, at least 1.
  virtual Index parameters() const = 0;
  /// The scores a sample.
  virtual Index outputs() const = 0;
  /// True where the scores are linear in theta, so that `backpropagate` asks for the deltas only.
  virtual bool linear() const { return false; }

  /// Where a method starts: zero, or drawn from `seed` where a model would not leave zero.
  virtual VectorXd start(std::uint64_t seed) const = 0;

  /// The [first, last) ranges of theta that a penalty takes: weights, but no biases.
  virtual std::vector<std::pair<Index, Index>> penalised() const = 0;

  /// The same model with theta in an order that is faster on many samples; null where there is
  /// none.
  virtual std::unique_ptr<Model> for_many_samples() const { return nullptr; }
  /// theta in the order of this model, from that of the model that it was made for.
  virtual void reorder(const VectorXd& theta, VectorXd& reordered) const { reordered = theta; }
  /// Back again, also for a gradient.
  virtual void restore(const VectorXd& reordered, VectorXd& theta) const { theta = reordered; }

  /// Fills `activations.values` with those of `rows`, and sizes `activations.deltas`.
  virtual void predict(const Rows& rows, const VectorXd& theta, Activations& activations) const = 0;

  /// gradient (`parameters()` entries) += the summed loss's derivative in theta, after `predict`
  /// and with the derivatives in the scores written to `activations.deltas.back()`.
  virtual void backpropagate(const Rows& rows, const VectorXd& theta, Activations& activations,
                             Eigen::Ref<VectorXd> gradient) const = 0;

  /// `backpropagate` on `rows` and then `predict` on `next`, with the same bits. A model that is
  /// bound by memory does both at once.
  virtual void backpropagate_and_predict(const Rows& rows, const Rows& next, const VectorXd& theta,
                                         Activations& activations, Activations& next_activations,
                                         Eigen::Ref<VectorXd> gradient) const {
    backpropagate(rows, theta, activations, gradient);
    predict(next, theta, next_activations);
  }
};

/// What a model has to fit.
struct ModelShape {
  Index features = 1;
  Index outputs = 1;
  bool intercept = false;
  bool probabilities = false;  ///< end in a softmax
};

/// A kind of model, before the data is known.
class Architecture {
 public:
  virtual ~Architecture() = default;
  virtual OutputKind outputs() const = 0;
  /// False for a model that always has its biases, so that `ModelShape::intercept` is refused.
  virtual bool intercept_is_optional() const { return true; }
  /// Throws std::invalid_argument where the shape asks for what the model does not have.
  virtual std::unique_ptr<Model> build(const ModelShape& shape) const = 0;
};

}  // namespace ravine
