// Feed-forward networks (Rumelhart, Hinton & Williams 1986); without hidden layers, linear models.
#pragma once

#include <vector>

#include "model/model.h"

namespace ravine {

/// A hidden layer's nonlinearity.
enum class Nonlinearity { kTanh, kRelu };

/// Layers a_{l+1} = s(a_l W_l + b_l) with a_0 = x and no nonlinearity s at the last. Theta holds
/// W_l' (out x in, row-major) and then b_l (out), one layer after the other. In a model for many
/// samples the W' of the first layer may lie by columns.
class LayeredModel final : public Model {
 public:
  struct Layout {
    std::vector<Index> widths;  ///< features, hidden layers, outputs
    bool biases = false;
    bool softmax = false;  ///< the scores are probabilities
    Nonlinearity nonlinearity = Nonlinearity::kTanh;
    WeightOrder first_weights = WeightOrder::kByOutput;
  };
  explicit LayeredModel(Layout layout);

  Index parameters() const override { return parameters_; }
  Index outputs() const override { return layout_.widths.back(); }
  bool linear() const override { return layers_.size() == 1 && !layout_.softmax; }

  /// Zero without hidden layers, for every seed. With them, biases 0 and weights uniform with
  /// variance 2 / (in + out) for tanh (Glorot & Bengio 2010, eq. 16), or normal with variance
  /// 2 / in for ReLU (He et al. 2015, eq. 10).
  VectorXd start(std::uint64_t seed) const override;
  std::vector<std::pair<Index, Index>> penalised() const override;
  std::unique_ptr<Model> for_many_samples() const override;
  void reorder(const VectorXd& theta, VectorXd& reordered) const override;
  void restore(const VectorXd& reordered, VectorXd& theta) const override;
  void predict(const Rows& rows, const VectorXd& theta, Activations& activations) const override;
  void backpropagate(const Rows& rows, const VectorXd& theta, Activations& activations,
                     Eigen::Ref<VectorXd> gradient) const override;
  void backpropagate_and_predict(const Rows& rows, const Rows& next, const VectorXd& theta,
                                 Activations& activations, Activations& next_activations,
                                 Eigen::Ref<VectorXd> gradient) const override;

 private:
  struct Layer {
    Index in;
    Index out;
    Index weights;  // where W begins in theta
    Index biases;   // where b begins
  };

  void prepare(Index rows, Activations& activations) const;
  void predict_after_products(const VectorXd& theta, Activations& activations) const;
  void backpropagate_to_products(const VectorXd& theta, Activations& activations,
                                 Eigen::Ref<VectorXd> gradient) const;

  Layout layout_;
  std::vector<Layer> layers_;
  Index parameters_ = 0;
};

}  // namespace ravine
