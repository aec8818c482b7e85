#include "ravine/model/layered.h"

#include <cmath>

#include "ravine/core/random.h"

namespace ravine {
namespace {

using Weights = Eigen::Map<const RowMatrix>;
using Biases = Eigen::Map<const Eigen::RowVectorXd>;

// Rows to probabilities, each less its largest score first so that nothing overflows.
void softmax(const RowMatrix& scores, RowMatrix& probabilities) {
  for (Index i = 0; i < scores.rows(); ++i) {
    const double largest = scores.row(i).maxCoeff();
    double sum = 0.0;
    for (Index k = 0; k < scores.cols(); ++k) {
      probabilities(i, k) = std::exp(scores(i, k) - largest);
      sum += probabilities(i, k);
    }
    for (Index k = 0; k < scores.cols(); ++k) probabilities(i, k) /= sum;
  }
}

// The derivatives in the scores, from those in the probabilities p: p (g - p'g).
void softmax_back(const RowMatrix& probabilities, const RowMatrix& derivative, RowMatrix& delta) {
  for (Index i = 0; i < probabilities.rows(); ++i) {
    double mean = 0.0;
    for (Index k = 0; k < probabilities.cols(); ++k) mean += probabilities(i, k) * derivative(i, k);
    for (Index k = 0; k < probabilities.cols(); ++k) {
      delta(i, k) = probabilities(i, k) * (derivative(i, k) - mean);
    }
  }
}

void activate(Nonlinearity nonlinearity, RowMatrix& values) {
  double* const begin = values.data();
  for (Index i = 0; i < values.size(); ++i) {
    // A comparison that NaN fails keeps it, where a maximum would hide it.
    begin[i] = nonlinearity == Nonlinearity::kTanh ? std::tanh(begin[i])
               : begin[i] < 0.0                    ? 0.0
                                                   : begin[i];
  }
}

// Multiplies by the nonlinearity's derivative, which its value tells; 0 at ReLU's kink.
void activate_back(Nonlinearity nonlinearity, const RowMatrix& values, RowMatrix& delta) {
  if (nonlinearity == Nonlinearity::kTanh) {
    delta.array() *= 1.0 - values.array().square();
  } else {
    delta.array() *= (values.array() > 0.0).cast<double>();
  }
}

}  // namespace

LayeredModel::LayeredModel(Layout layout) : layout_(std::move(layout)) {
  for (std::size_t l = 0; l + 1 < layout_.widths.size(); ++l) {
    const Index in = layout_.widths[l];
    const Index out = layout_.widths[l + 1];
    layers_.push_back({in, out, parameters_, parameters_ + in * out});
    parameters_ += in * out + (layout_.biases ? out : 0);
  }
}

VectorXd LayeredModel::start(std::uint64_t seed) const {
  VectorXd theta = VectorXd::Zero(parameters_);
  if (layers_.size() == 1) return theta;
  Random random(seed, Random::Stream::kModel);
  for (const Layer& layer : layers_) {
    const bool tanh = layout_.nonlinearity == Nonlinearity::kTanh;
    const double bound = std::sqrt(6.0 / static_cast<double>(layer.in + layer.out));
    const double deviation = std::sqrt(2.0 / static_cast<double>(layer.in));
    for (Index i = 0; i < layer.in * layer.out; ++i) {
      theta[layer.weights + i] = tanh ? random.uniform(-bound, bound) : deviation * random.normal();
    }
  }
  return theta;
}

std::vector<std::pair<Index, Index>> LayeredModel::penalised() const {
  std::vector<std::pair<Index, Index>> ranges;
  for (const Layer& layer : layers_) ranges.emplace_back(layer.weights, layer.biases);
  return ranges;
}

void LayeredModel::predict(const Rows& rows, const VectorXd& theta,
                           Activations& activations) const {
  const std::size_t depth = layers_.size();
  activations.values.resize(depth + (layout_.softmax ? 1 : 0));
  activations.deltas.resize(activations.values.size());
  for (std::size_t l = 0; l < activations.values.size(); ++l) {
    const Index width = layers_[std::min(l, depth - 1)].out;
    activations.values[l].resize(rows.count(), width);
    activations.deltas[l].resize(rows.count(), width);
  }
  for (std::size_t l = 0; l < depth; ++l) {
    const Layer& layer = layers_[l];
    const Weights weights(theta.data() + layer.weights, layer.in, layer.out);
    RowMatrix& values = activations.values[l];
    if (l == 0) {
      rows.times(weights, values);
    } else {
      values.noalias() = activations.values[l - 1] * weights;
    }
    if (layout_.biases) values.rowwise() += Biases(theta.data() + layer.biases, layer.out);
    if (l + 1 < depth) activate(layout_.nonlinearity, values);
  }
  if (layout_.softmax) softmax(activations.values[depth - 1], activations.values[depth]);
}

void LayeredModel::backpropagate(const Rows& rows, const VectorXd& theta, Activations& activations,
                                 Eigen::Ref<VectorXd> gradient) const {
  const std::size_t depth = layers_.size();
  if (layout_.softmax) {
    softmax_back(activations.values[depth], activations.deltas[depth],
                 activations.deltas[depth - 1]);
  }
  for (std::size_t l = depth; l-- > 0;) {
    const Layer& layer = layers_[l];
    const RowMatrix& delta = activations.deltas[l];
    Eigen::Map<RowMatrix> weights_gradient(gradient.data() + layer.weights, layer.in, layer.out);
    if (layout_.biases) {
      Eigen::Map<Eigen::RowVectorXd>(gradient.data() + layer.biases, layer.out) +=
          delta.colwise().sum();
    }
    if (l == 0) {
      rows.add_transposed_times(delta, weights_gradient);
      continue;
    }
    weights_gradient.noalias() += activations.values[l - 1].transpose() * delta;
    const Weights weights(theta.data() + layer.weights, layer.in, layer.out);
    activations.deltas[l - 1].noalias() = delta * weights.transpose();
    activate_back(layout_.nonlinearity, activations.values[l - 1], activations.deltas[l - 1]);
  }
}

}  // namespace ravine
