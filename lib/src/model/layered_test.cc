#include "model/layered.h"

#include <gtest/gtest.h>

#include <cmath>

#include "model/risk_test.h"

namespace ravine {
namespace {

LayeredModel make(const Network& network) {
  return LayeredModel({.widths = network.widths,
                       .biases = network.biases,
                       .softmax = network.softmax,
                       .nonlinearity = network.relu ? Nonlinearity::kRelu : Nonlinearity::kTanh});
}

const std::vector<Network> kNetworks = {
    {{5, 1}, false, false, false},     {{5, 3}, true, true, false},
    {{5, 7, 1}, true, false, false},   {{5, 7, 4, 3}, true, false, true},
    {{5, 4, 4, 4}, true, true, false}, {{5, 1, 2}, false, true, true},
};

TEST(LayeredModel, PredictsWhatTheFormulaInLongDoubleDoes) {
  const Sample sample = random_sample(23, 5, Labels::kNumbers);
  for (const Network& network : kNetworks) {
    const LayeredModel model = make(network);
    ASSERT_EQ(model.parameters(), network.parameters());
    EXPECT_EQ(model.outputs(), network.widths.back());
    const VectorXd theta = random_theta(model.parameters(), 1);
    const RowMatrix scores = scores_of(model, sample.data->features, theta);
    ASSERT_EQ(scores.rows(), 23);
    for (Index i = 0; i < scores.rows(); ++i) {
      const Reals exact = network.scores(reals(theta), reals(row_of(*sample.data, i)));
      ASSERT_EQ(static_cast<std::size_t>(scores.cols()), exact.size());
      for (Index k = 0; k < scores.cols(); ++k) {
        const auto truth = static_cast<double>(exact[static_cast<std::size_t>(k)]);
        EXPECT_NEAR(scores(i, k), truth, 1e-14 * (1.0 + std::abs(truth)));
      }
    }
  }
}

TEST(LayeredModel, ForManySamplesHasTheSameBits) {
  const Sample sample = random_sample(40, 21, Labels::kNumbers);
  const Rows rows(sample.data->features, 0, 40);
  for (const Network& network :
       {Network{{21, 3}, true, false, false}, Network{{21, 12, 2}, true, true, false}}) {
    const LayeredModel model = make(network);
    const std::unique_ptr<Model> many = model.for_many_samples();
    ASSERT_NE(many, nullptr);
    const VectorXd theta = random_theta(model.parameters(), 3);
    VectorXd reordered;
    many->reorder(theta, reordered);
    Activations activations;
    model.predict(rows, theta, activations);
    activations.deltas.back() = activations.values.back();
    VectorXd gradient = VectorXd::Zero(model.parameters());
    model.backpropagate(rows, theta, activations, gradient);
    Activations of_many;
    many->predict(rows, reordered, of_many);
    EXPECT_EQ(of_many.values.back(), activations.values.back());
    of_many.deltas.back() = of_many.values.back();
    VectorXd gradient_of_many = VectorXd::Zero(model.parameters());
    many->backpropagate(rows, reordered, of_many, gradient_of_many);
    VectorXd restored;
    many->restore(gradient_of_many, restored);
    EXPECT_EQ(restored, gradient);
  }
  EXPECT_EQ(make({{21, 1}, true, false, false}).for_many_samples(), nullptr);
}

// One neuron by hand: x = 2, w1 = 1, b1 = -1, w2 = 3, b2 = 0.5: 3 tanh(1) + 0.5; with ReLU 3.5,
// and 0.5 where the neuron is off.
TEST(LayeredModel, OneNeuronByHand) {
  const Features x(RowMatrix::Constant(1, 1, 2.0));
  const VectorXd theta = Eigen::Vector4d(1.0, -1.0, 3.0, 0.5);
  EXPECT_DOUBLE_EQ(scores_of(make({{1, 1, 1}, true, false, false}), x, theta)(0, 0),
                   3.0 * std::tanh(1.0) + 0.5);
  const LayeredModel relu = make({{1, 1, 1}, true, false, true});
  EXPECT_EQ(scores_of(relu, x, theta)(0, 0), 3.5);
  EXPECT_EQ(scores_of(relu, x, Eigen::Vector4d(-1.0, -1.0, 3.0, 0.5))(0, 0), 0.5);
}

TEST(LayeredModel, ProbabilitiesAddUpToOneHoweverFarTheScores) {
  const LayeredModel model = make({{1, 3}, false, true, false});
  const Features x(RowMatrix::Constant(1, 1, 1.0));
  for (const double far : {1.0, 800.0, 1e300}) {
    const RowMatrix p = scores_of(model, x, Eigen::Vector3d(far, 0.0, -far));
    EXPECT_NEAR(p.sum(), 1.0, 1e-15);
    EXPECT_GE(p.minCoeff(), 0.0);
  }
}

// The same memory for blocks of any size, as a worker uses it.
TEST(LayeredModel, ABlockLeavesNothingForTheNext) {
  const Sample sample = random_sample(23, 5, Labels::kNumbers);
  for (const Network& network : kNetworks) {
    const LayeredModel model = make(network);
    const VectorXd theta = random_theta(model.parameters(), 2);
    Activations kept;
    for (const auto& [begin, end] : {std::pair{0, 20}, {4, 5}, {0, 23}, {22, 23}}) {
      const Rows rows(sample.data->features, begin, end);
      Activations fresh;
      for (Activations* activations : {&kept, &fresh}) model.predict(rows, theta, *activations);
      EXPECT_EQ(kept.values.back(), fresh.values.back());
      VectorXd from_kept = VectorXd::Zero(model.parameters());
      VectorXd from_fresh = from_kept;
      kept.deltas.back().setOnes();
      fresh.deltas.back().setOnes();
      model.backpropagate(rows, theta, kept, from_kept);
      model.backpropagate(rows, theta, fresh, from_fresh);
      EXPECT_EQ(from_kept, from_fresh);
    }
  }
}

TEST(LayeredModel, PenalisesTheWeightsAndNothingElse) {
  for (const Network& network : kNetworks) {
    const LayeredModel model = make(network);
    VectorXd penalised = VectorXd::Zero(model.parameters());
    for (const auto& [first, last] : model.penalised()) {
      penalised.segment(first, last - first).array() += 1.0;
    }
    for (Index p = 0; p < penalised.size(); ++p) {
      EXPECT_EQ(penalised[p], network.penalises(p) ? 1.0 : 0.0) << p;
    }
  }
}

TEST(LayeredModel, WithoutHiddenLayersStartsAtZeroForEverySeed) {
  for (const std::uint64_t seed : {1U, 2U, 99U}) {
    EXPECT_EQ(make({{4, 3}, true, false, false}).start(seed), VectorXd::Zero(15));
  }
}

// Uniform within sqrt(6 / (in + out)), of variance 2 / (in + out) (Glorot & Bengio 2010, eq. 16);
// normal of variance 2 / in (He et al. 2015, eq. 10). 20,000 draws tell a variance to 2 %.
TEST(LayeredModel, StartsWithWeightsOfThePapersVariance) {
  for (const bool relu : {false, true}) {
    const LayeredModel model = make({{200, 100, 1}, true, false, relu});
    const VectorXd theta = model.start(7);
    EXPECT_EQ(theta, model.start(7));
    EXPECT_NE(theta, model.start(8));
    const auto weights = theta.head(200 * 100);
    const double variance = relu ? 2.0 / 200.0 : 2.0 / 300.0;
    EXPECT_NEAR(weights.squaredNorm() / 20000.0, variance, 0.05 * variance);
    EXPECT_NEAR(weights.mean(), 0.0, 4.0 * std::sqrt(variance / 20000.0));
    const double largest = weights.cwiseAbs().maxCoeff();
    EXPECT_EQ(largest <= std::sqrt(6.0 / 300.0), !relu);
    EXPECT_EQ(theta.segment(20000, 100), VectorXd::Zero(100));
    EXPECT_EQ(theta[20200], 0.0);
    EXPECT_NE(theta.segment(20100, 100).norm(), 0.0);
  }
}

}  // namespace
}  // namespace ravine
