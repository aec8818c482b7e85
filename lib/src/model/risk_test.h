// The reference for the tests of the models: scores and risks in long double, sample by sample,
// written plainly from the papers' formulas and the layout of theta.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/random.h"
#include "loss/loss_test.h"
#include "model/empirical_risk.h"
#include "model/models.h"

namespace ravine {

using Reals = std::vector<long double>;

inline Reals reals(const VectorXd& x) { return {x.data(), x.data() + x.size()}; }

/// A network by its widths; without hidden layers a linear model. Theta holds, a layer after the
/// other, the weights (a row an output) and then the biases.
struct Network {
  std::vector<Index> widths;  ///< features, hidden layers, outputs
  bool biases = false;
  bool softmax = false;
  bool relu = false;

  Index parameters() const {
    Index sum = 0;
    for (std::size_t l = 0; l + 1 < widths.size(); ++l) {
      sum += widths[l] * widths[l + 1] + (biases ? widths[l + 1] : 0);
    }
    return sum;
  }
  /// True where `place` in theta is a weight, false where it is a bias.
  bool penalises(Index place) const;
  Reals scores(const Reals& theta, Reals x) const;
};

inline bool Network::penalises(Index place) const {
  for (std::size_t l = 0; l + 1 < widths.size(); ++l) {
    const Index weights = widths[l] * widths[l + 1];
    if (place < weights) return true;
    place -= weights + (biases ? widths[l + 1] : 0);
    if (place < 0) return false;
  }
  return false;
}

inline Reals Network::scores(const Reals& theta, Reals x) const {
  std::size_t at = 0;
  for (std::size_t l = 0; l + 1 < widths.size(); ++l) {
    const auto out = static_cast<std::size_t>(widths[l + 1]);
    Reals next(out, 0.0L);
    for (std::size_t k = 0; k < out; ++k) {
      for (const long double value : x) next[k] += value * theta[at++];
    }
    for (std::size_t k = 0; biases && k < out; ++k) next[k] += theta[at++];
    const bool hidden = l + 2 < widths.size();
    for (long double& value : next) {
      if (hidden) value = relu ? std::max(0.0L, value) : std::tanh(value);
    }
    x = std::move(next);
  }
  if (!softmax) return x;
  long double sum = 0.0L;
  for (long double& value : x) sum += value = std::exp(value);
  for (long double& value : x) value /= sum;
  return x;
}

/// Data with the targets that a loss has to find in its labels.
struct Sample {
  std::shared_ptr<DataSet> data;
  VectorXd targets;
};

enum class Labels { kNumbers, kTwoClasses, kThreeClasses };

/// n samples of d normal features, of which a share `density` is kept (below 1: stored sparse).
inline Sample random_sample(Index n, Index d, Labels labels, double density = 1.0) {
  Random random(static_cast<std::uint64_t>(n + 1000 * d), Random::Stream::kData);
  RowMatrix x(n, d);
  for (double& value : x.reshaped()) {
    const double drawn = random.normal();
    value = density == 1.0 || random.uniform(0.0, 1.0) < density ? drawn : 0.0;
  }
  Sample sample{std::make_shared<DataSet>(), VectorXd(n)};
  DataSet& data = *sample.data;
  data.origin = "drawn";
  data.labels.resize(n);
  for (Index i = 0; i < n; ++i) {
    // Every class appears among the first samples.
    const Index two = i < 2 ? i : random.below(2);
    const Index three = i < 3 ? i : random.below(3);
    const double number = random.normal();
    const double classes[] = {-4.0, 1.0, 9.0};
    switch (labels) {
      case Labels::kNumbers:
        data.labels[i] = sample.targets[i] = number;
        break;
      case Labels::kTwoClasses:
        data.labels[i] = two == 0 ? 3.0 : 8.0;
        sample.targets[i] = two == 0 ? -1.0 : 1.0;
        break;
      case Labels::kThreeClasses:
        data.labels[i] = classes[three];
        sample.targets[i] = static_cast<double>(three);
        break;
    }
  }
  data.features = density == 1.0 ? Features(x) : Features(SparseRows(x.sparseView()));
  return sample;
}

inline VectorXd row_of(const DataSet& data, Index i) {
  if (!data.features.sparse()) return data.features.dense().row(i).transpose();
  return VectorXd(data.features.sparse_rows().row(i).transpose());
}

/// (1/m) sum L + (l2/2) |w|^2 over the samples named in `batch`.
inline long double plain_risk(const Sample& sample, const Network& network, loss::Formula formula,
                              double l2, std::span<const Index> batch, const Reals& theta) {
  long double sum = 0.0L;
  for (const Index i : batch) {
    sum += formula(network.scores(theta, reals(row_of(*sample.data, i))), sample.targets[i]);
  }
  long double risk = sum / static_cast<long double>(batch.size());
  for (std::size_t p = 0; p < theta.size(); ++p) {
    if (network.penalises(static_cast<Index>(p))) risk += 0.5L * l2 * theta[p] * theta[p];
  }
  return risk;
}

/// A loss and a model that go together, with what they are in the plain.
struct Pair {
  Entry<Loss> loss;
  std::string loss_parameters;
  loss::Formula formula;
  Entry<Architecture> model;
  std::string model_parameters;
  bool intercept;
  Labels labels;
  Network network;  ///< for five features

  std::string name() const {
    return loss.name + ' ' + loss_parameters + ' ' + model.name + ' ' + model_parameters +
           (intercept ? " intercept" : "");
  }
  EmpiricalRisk risk(const Sample& sample, double l2 = 0.0) const;
};

inline std::unique_ptr<Architecture> make_model(const Entry<Architecture>& entry,
                                                const std::string& parameters = "") {
  const std::string text = parameters.empty() ? entry.name : entry.name + ':' + parameters;
  return entry.make(Spec(text).bind(entry.parameters, "model '" + entry.name + "'"));
}

inline EmpiricalRisk Pair::risk(const Sample& sample, double l2) const {
  return EmpiricalRisk(sample.data, loss::make(loss, loss_parameters),
                       *make_model(model, model_parameters), {.l2 = l2, .intercept = intercept});
}

/// Every loss that has slopes with every model that takes it.
inline std::vector<Pair> every_pair() {
  struct OneLoss {
    Entry<Loss> entry;
    std::string parameters;
    loss::Formula formula;
    Labels labels;
  };
  const std::vector<OneLoss> losses = {
      {loss::square(), "", loss::formula::square, Labels::kNumbers},
      {loss::hinge(), "", loss::formula::hinge, Labels::kTwoClasses},
      {loss::squared_hinge(), "", loss::formula::squared_hinge, Labels::kTwoClasses},
      {loss::logistic(), "", loss::formula::logistic, Labels::kTwoClasses},
      {loss::cross_entropy(), "", loss::formula::cross_entropy, Labels::kThreeClasses},
      {loss::cross_entropy(), "from=probabilities", loss::formula::cross_entropy_of_probabilities,
       Labels::kThreeClasses},
  };
  std::vector<Pair> pairs;
  for (const OneLoss& l : losses) {
    const bool per_class = l.labels == Labels::kThreeClasses;
    const Index outputs = per_class ? 3 : 1;
    const bool softmax = !l.parameters.empty();
    const auto add = [&](const Entry<Architecture>& model, const char* parameters, bool intercept,
                         const Network& network) {
      pairs.push_back(
          {l.entry, l.parameters, l.formula, model, parameters, intercept, l.labels, network});
    };
    for (const bool intercept : {false, true}) {
      add(per_class ? model::softmax_linear() : model::linear(), "", intercept,
          {{5, outputs}, intercept, softmax, false});
    }
    add(model::perceptron(), "hidden=4", false, {{5, 4, outputs}, true, softmax, false});
    add(model::perceptron(), "hidden=4x3:activation=relu", false,
        {{5, 4, 3, outputs}, true, softmax, true});
  }
  return pairs;
}

/// What the model says of each row.
inline RowMatrix scores_of(const Model& model, const Features& x, const VectorXd& theta) {
  Activations activations;
  model.predict(Rows(x, 0, x.rows()), theta, activations);
  return activations.values.back();
}

inline VectorXd random_theta(Index n, std::uint64_t seed) {
  Random random(seed, Random::Stream::kModel);
  VectorXd theta(n);
  for (double& entry : theta) entry = 0.7 * random.normal();
  return theta;
}

inline std::vector<Index> all_of(const Sample& sample) {
  std::vector<Index> all(static_cast<std::size_t>(sample.data->samples()));
  std::iota(all.begin(), all.end(), Index{0});
  return all;
}

}  // namespace ravine
