#include "model/layered.h"

#include <algorithm>
#include <cmath>

#include "core/random.h"
#include "kernel/elementary.h"
#include "kernel/lanes.h"

namespace ravine {
namespace {

using Values = Eigen::Map<RowMatrix>;
using Weights = Eigen::Map<const RowMatrix>;
using Biases = Eigen::Map<const Eigen::RowVectorXd>;

// Rows to probabilities, each less its largest score first so that nothing overflows.
void softmax(const Values& scores, Values& probabilities) {
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
void softmax_back(const Values& probabilities, const Values& derivative, Values& delta) {
  for (Index i = 0; i < probabilities.rows(); ++i) {
    double mean = 0.0;
    for (Index k = 0; k < probabilities.cols(); ++k) mean += probabilities(i, k) * derivative(i, k);
    for (Index k = 0; k < probabilities.cols(); ++k) {
      delta(i, k) = probabilities(i, k) * (derivative(i, k) - mean);
    }
  }
}

void activate(Nonlinearity nonlinearity, Values& values) {
  if (nonlinearity == Nonlinearity::kRelu) {
    // A comparison that NaN fails keeps it, where a maximum would hide it.
    values = values.unaryExpr([](double value) { return value < 0.0 ? 0.0 : value; });
    return;
  }
  double* const begin = values.data();
  const Index size = values.size();
  Index i = 0;
  for (; i + kLanes <= size; i += kLanes) store(begin + i, tanh(load(begin + i)));
  if (i < size) store_part(begin + i, tanh(load_part(begin + i, size - i)), size - i);
}

// Multiplies by the nonlinearity's derivative, which its value tells; 0 at ReLU's kink.
void activate_back(Nonlinearity nonlinearity, const Values& values, Values& delta) {
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

std::unique_ptr<Model> LayeredModel::for_many_samples() const {
  const Layer& first = layers_.front();
  if (!faster_by_columns({first.out, first.in})) return nullptr;
  Layout layout = layout_;
  layout.first_weights = WeightOrder::kByColumns;
  return std::make_unique<LayeredModel>(std::move(layout));
}

void LayeredModel::reorder(const VectorXd& theta, VectorXd& reordered) const {
  reordered = theta;
  if (layout_.first_weights == WeightOrder::kByOutput) return;
  to_columns({layers_.front().out, layers_.front().in}, theta.data(), reordered.data());
}

void LayeredModel::restore(const VectorXd& reordered, VectorXd& theta) const {
  theta = reordered;
  if (layout_.first_weights == WeightOrder::kByOutput) return;
  to_outputs({layers_.front().out, layers_.front().in}, reordered.data(), theta.data());
}

void LayeredModel::prepare(Index rows, Activations& activations) const {
  const std::size_t layers = layers_.size() + (layout_.softmax ? 1 : 0);
  const auto width = [&](std::size_t l) { return layers_[std::min(l, layers_.size() - 1)].out; };
  Index needed = 0;
  for (std::size_t l = 0; l < layers; ++l) needed += 2 * rows * width(l);
  if (activations.memory.size() < needed) activations.memory.resize(needed);
  activations.values.clear();
  activations.deltas.clear();
  double* next = activations.memory.data();
  for (std::size_t l = 0; l < layers; ++l) {
    activations.values.emplace_back(next, rows, width(l));
    next += rows * width(l);
    activations.deltas.emplace_back(next, rows, width(l));
    next += rows * width(l);
  }
}

// From the first layer's products with the rows to the scores.
void LayeredModel::predict_after_products(const VectorXd& theta, Activations& activations) const {
  const std::size_t depth = layers_.size();
  for (std::size_t l = 0; l < depth; ++l) {
    const Layer& layer = layers_[l];
    Values& values = activations.values[l];
    if (l > 0) {
      values.noalias() = activations.values[l - 1] *
                         Weights(theta.data() + layer.weights, layer.out, layer.in).transpose();
    }
    if (layout_.biases) values.rowwise() += Biases(theta.data() + layer.biases, layer.out);
    if (l + 1 < depth) activate(layout_.nonlinearity, values);
  }
  if (layout_.softmax) softmax(activations.values[depth - 1], activations.values[depth]);
}

// From the scores to the first layer's deltas, which the rows are then multiplied by.
void LayeredModel::backpropagate_to_products(const VectorXd& theta, Activations& activations,
                                             Eigen::Ref<VectorXd> gradient) const {
  const std::size_t depth = layers_.size();
  if (layout_.softmax) {
    softmax_back(activations.values[depth], activations.deltas[depth],
                 activations.deltas[depth - 1]);
  }
  for (std::size_t l = depth; l-- > 0;) {
    const Layer& layer = layers_[l];
    const Values& delta = activations.deltas[l];
    if (layout_.biases) {
      Eigen::Map<Eigen::RowVectorXd>(gradient.data() + layer.biases, layer.out) +=
          delta.colwise().sum();
    }
    if (l == 0) return;
    Values(gradient.data() + layer.weights, layer.out, layer.in).noalias() +=
        delta.transpose() * activations.values[l - 1];
    activations.deltas[l - 1].noalias() =
        delta * Weights(theta.data() + layer.weights, layer.out, layer.in);
    activate_back(layout_.nonlinearity, activations.values[l - 1], activations.deltas[l - 1]);
  }
}

void LayeredModel::predict(const Rows& rows, const VectorXd& theta,
                           Activations& activations) const {
  prepare(rows.count(), activations);
  const Layer& first = layers_.front();
  rows.multiply(Weights(theta.data(), first.out, first.in), activations.values.front(),
                layout_.first_weights);
  predict_after_products(theta, activations);
}

void LayeredModel::backpropagate(const Rows& rows, const VectorXd& theta, Activations& activations,
                                 Eigen::Ref<VectorXd> gradient) const {
  backpropagate_to_products(theta, activations, gradient);
  const Layer& first = layers_.front();
  rows.accumulate(activations.deltas.front(), Values(gradient.data(), first.out, first.in),
                  layout_.first_weights);
}

void LayeredModel::backpropagate_and_predict(const Rows& rows, const Rows& next,
                                             const VectorXd& theta, Activations& activations,
                                             Activations& next_activations,
                                             Eigen::Ref<VectorXd> gradient) const {
  backpropagate_to_products(theta, activations, gradient);
  prepare(next.count(), next_activations);
  const Layer& first = layers_.front();
  rows.accumulate_and_multiply(activations.deltas.front(),
                               Values(gradient.data(), first.out, first.in), next,
                               Weights(theta.data(), first.out, first.in),
                               next_activations.values.front(), layout_.first_weights);
  predict_after_products(theta, next_activations);
}

}  // namespace ravine
