#include "optimizer/cma_es/distribution.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace ravine::optimizers {
namespace {

std::vector<Index> by_value(const std::vector<VectorXd>& points, double (*f)(const VectorXd&)) {
  std::vector<Index> order(points.size());
  std::iota(order.begin(), order.end(), Index{0});
  std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) {
    return f(points[static_cast<std::size_t>(a)]) < f(points[static_cast<std::size_t>(b)]);
  });
  return order;
}

double sphere(const VectorXd& x) { return x.squaredNorm(); }
double ellipsoid(const VectorXd& x) {
  double sum = 0.0;
  for (Index i = 0; i < x.size(); ++i) {
    sum += std::pow(1e4, static_cast<double>(i) / static_cast<double>(x.size() - 1)) * x[i] * x[i];
  }
  return sum;
}

// Hansen 2016, table 1, by hand for n = 10 and 10 samples: w' = ln 5.5 - ln i.
TEST(CmaConstants, AreTheTutorials) {
  const CmaConstants c(10, 10);
  double sum = 0.0;
  double squares = 0.0;
  for (int i = 1; i <= 5; ++i) {
    sum += std::log(5.5 / i);
    squares += std::pow(std::log(5.5 / i), 2);
  }
  const double mu_eff = sum * sum / squares;
  EXPECT_EQ(c.parents, 5);
  EXPECT_NEAR(c.mu_eff, mu_eff, 1e-12);
  EXPECT_NEAR(c.mu_eff, 3.16729898, 1e-6);
  EXPECT_NEAR(c.weights[0], std::log(5.5) / sum, 1e-14);
  EXPECT_NEAR(c.c_sigma, (mu_eff + 2.0) / (15.0 + mu_eff), 1e-14);
  EXPECT_NEAR(c.d_sigma, 1.0 + c.c_sigma, 1e-14);
  EXPECT_NEAR(c.c_c, (4.0 + mu_eff / 10.0) / (14.0 + mu_eff / 5.0), 1e-14);
  EXPECT_NEAR(c.c_1, 2.0 / (11.3 * 11.3 + mu_eff), 1e-14);
  EXPECT_NEAR(c.c_mu, 2.0 * (mu_eff - 1.75 + 1.0 / mu_eff) / (144.0 + mu_eff), 1e-14);
}

TEST(CmaConstants, HoldWhatTheTutorialAsksOfThem) {
  for (const Index n : {1, 2, 5, 40, 1000}) {
    for (const Index population : {4, 5, 8, 17, 200, 5000}) {
      const CmaConstants c(n, population);
      EXPECT_NEAR(c.weights.head(c.parents).sum(), 1.0, 1e-12);
      EXPECT_NEAR(1.0 / c.weights.head(c.parents).squaredNorm(), c.mu_eff, 1e-9 * c.mu_eff);
      for (Index i = 1; i < population; ++i) EXPECT_LE(c.weights[i], c.weights[i - 1]);
      EXPECT_LE(c.weights[c.parents], 0.0);
      EXPECT_LE(c.c_1 + c.c_mu, 1.0 + 1e-15);
      EXPECT_GE(c.eigen_interval, 1);
      // What the worst half takes away is left over by the decay, so that C stays positive.
      const double worst = -c.weights.tail(population - c.parents).sum();
      EXPECT_LE(static_cast<double>(n) * c.c_mu * worst, 1.0 - c.c_1 - c.c_mu + 1e-12);
    }
  }
}

// The mean of |N(0, I)| is sqrt(2) Gamma((n+1)/2) / Gamma(n/2).
TEST(CmaConstants, ExpectedNormIsClose) {
  for (const Index n : {1, 2, 5, 40}) {
    const double half = 0.5 * static_cast<double>(n);
    const double exact = std::sqrt(2.0) * std::exp(std::lgamma(half + 0.5) - std::lgamma(half));
    EXPECT_NEAR(CmaConstants(n, 10).expected_norm, exact, 2e-3 * exact);
  }
}

TEST(CmaDistribution, SamplesAroundItsMeanWithItsWidth) {
  Random random(1, Random::Stream::kDirection);
  CmaDistribution distribution(Eigen::Vector2d(3.0, -1.0), 0.5, 20000);
  VectorXd mean = VectorXd::Zero(2);
  Eigen::Matrix2d covariance = Eigen::Matrix2d::Zero();
  for (const VectorXd& x : distribution.sample(random)) {
    const VectorXd step = x - Eigen::Vector2d(3.0, -1.0);
    mean += step / 20000.0;
    covariance += step * step.transpose() / 20000.0;
  }
  // Five standard errors of the mean and of the second moments.
  EXPECT_LE(mean.cwiseAbs().maxCoeff(), 5.0 * 0.5 / std::sqrt(20000.0));
  const Eigen::Matrix2d expected = 0.25 * Eigen::Matrix2d::Identity();
  EXPECT_LE((covariance - expected).cwiseAbs().maxCoeff(), 5.0 * 0.25 * std::sqrt(2.0 / 20000.0));
}

// Linear convergence on the sphere, whatever the scale: 100 generations of 10 samples in 5-D gain
// many orders of magnitude.
TEST(CmaDistribution, ConvergesOnTheSphere) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    Random random(seed, Random::Stream::kDirection);
    CmaDistribution distribution(VectorXd::Ones(5), 1.0, 8);
    double best = 0.0;
    for (int g = 0; g < 150; ++g) {
      const auto& points = distribution.sample(random);
      const auto order = by_value(points, sphere);
      best = sphere(points[static_cast<std::size_t>(order[0])]);
      distribution.update(order);
    }
    EXPECT_LE(best, 1e-8) << seed;
  }
}

TEST(CmaDistribution, LearnsTheInverseHessian) {
  Random random(1, Random::Stream::kDirection);
  CmaDistribution distribution(VectorXd::Ones(5), 1.0, 8);
  for (int g = 0; g < 400; ++g)
    distribution.update(by_value(distribution.sample(random), ellipsoid));
  EXPECT_GE(distribution.condition(), 1e3);
  EXPECT_LE(distribution.condition(), 1e5);
}

// Ranks that say nothing leave the step size where it was, on a logarithmic scale, and the
// covariance well-conditioned and positive.
TEST(CmaDistribution, DoesNotDriftUnderRandomSelection) {
  double drift = 0.0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Random random(seed, Random::Stream::kDirection);
    CmaDistribution distribution(VectorXd::Zero(5), 1.0, 8);
    std::vector<Index> order(8);
    for (int g = 0; g < 200; ++g) {
      distribution.sample(random);
      std::iota(order.begin(), order.end(), Index{0});
      random.shuffle(order);
      distribution.update(order);
      ASSERT_TRUE(std::isfinite(distribution.condition()));
    }
    drift += std::log(distribution.longest_axis()) / 20.0;
  }
  EXPECT_LE(std::abs(drift), 2.0);
}

TEST(CmaDistribution, IsTheSameOnTranslatedRotatedAndScaledProblems) {
  // Only the ranks matter: a monotone transformation of f changes no bit.
  const auto track = [](double (*f)(const VectorXd&)) {
    Random random(3, Random::Stream::kDirection);
    CmaDistribution distribution(VectorXd::Ones(4), 0.3, 8);
    for (int g = 0; g < 50; ++g) distribution.update(by_value(distribution.sample(random), f));
    return distribution.sample(random)[0];
  };
  EXPECT_EQ(track(ellipsoid),
            track([](const VectorXd& x) { return std::cbrt(ellipsoid(x)) - 7.0; }));
}

TEST(CmaDistribution, KnowsWhenItsStepsAreLost) {
  Random random(1, Random::Stream::kDirection);
  EXPECT_FALSE(CmaDistribution(VectorXd::Ones(3), 1e-10, 8).lost_in_rounding());
  EXPECT_TRUE(CmaDistribution(VectorXd::Ones(3), 1e-18, 8).lost_in_rounding());
  CmaDistribution narrow(VectorXd::Ones(3), 1.0, 8);
  for (int i = 0; i < 60; ++i) narrow.shrink();
  EXPECT_TRUE(narrow.lost_in_rounding());
  EXPECT_DOUBLE_EQ(narrow.longest_axis(), std::ldexp(1.0, -60));
  EXPECT_DOUBLE_EQ(narrow.widest_coordinate(), std::ldexp(1.0, -60));
}

// Hansen 2016, eq. 43 and 44, for the first generation, where C = I.
TEST(CmaDistribution, AdaptsItsWidthByTheLengthOfItsPath) {
  const Index n = 200;
  Random random(4, Random::Stream::kDirection);
  CmaDistribution distribution(VectorXd::Zero(n), 0.7, 12);
  const CmaConstants& c = distribution.constants();
  ASSERT_GT(c.eigen_interval, 1);  // so that the axes stay as they are
  const std::vector<VectorXd> points = distribution.sample(random);
  const std::vector<Index> order = by_value(points, sphere);
  VectorXd step = VectorXd::Zero(n);
  for (Index i = 0; i < c.parents; ++i) {
    step +=
        c.weights[i] * points[static_cast<std::size_t>(order[static_cast<std::size_t>(i)])] / 0.7;
  }
  const double length =
      std::sqrt(c.c_sigma * (2.0 - c.c_sigma) * c.mu_eff) * step.norm() / c.expected_norm;
  distribution.update(order);
  EXPECT_NEAR(distribution.longest_axis(), 0.7 * std::exp(c.c_sigma / c.d_sigma * (length - 1.0)),
              1e-12);
}

}  // namespace
}  // namespace ravine::optimizers
