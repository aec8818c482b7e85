#include "problem/with_noise.h"

#include <algorithm>
#include <numbers>
#include <thread>

#include "problem/problem_facts.h"

namespace ravine::problem {
namespace {

std::unique_ptr<Problem> noisy(const Entry<Problem>& entry, const std::string& parameters) {
  return make(with_noise(entry), parameters);
}

// The noise xi of f = 1 at points of a line that are one unit in the last place apart, where their
// bits differ least.
std::vector<double> noise_along_a_line(const std::string& parameters, int count) {
  const auto disturbed = noisy(plateau(), parameters);
  const auto smooth = make(plateau(), "");
  std::vector<double> noise;
  VectorXd x = Eigen::Vector2d(1.0, 2.0);
  for (int i = 0; i < count; ++i) {
    x[0] = std::nextafter(x[0], 2.0);
    noise.push_back(disturbed->value(x) - smooth->value(x));
  }
  return noise;
}

double correlation(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0.0;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) sum += a[i] * b[i];
  return sum / static_cast<double>(std::min(a.size(), b.size()));
}

// The greatest distance of the empirical distribution from the normal one stays below the
// Kolmogorov-Smirnov bound of probability 1e-6, sqrt(ln(2e6) / 2N).
TEST(Noise, IsNormalWithTheDeviationThatIsAskedFor) {
  constexpr int kCount = 100'000;
  for (const char* seed : {"", ":noise_seed=2", ":noise_seed=77"}) {
    std::vector<double> noise =
        noise_along_a_line(std::string("additive_noise=0.5") + seed, kCount);
    std::sort(noise.begin(), noise.end());
    double distance = 0.0;
    for (int i = 0; i < kCount; ++i) {
      const double z = noise[static_cast<std::size_t>(i)] / 0.5;
      const double below = 0.5 * std::erfc(-z / std::numbers::sqrt2);
      distance = std::max(distance, std::abs(below - (i + 0.5) / kCount));
    }
    EXPECT_LE(distance, std::sqrt(std::log(2e6) / (2.0 * kCount))) << seed;
  }
}

// Means of N products of independent standard normals have the deviation 1/sqrt(N).
TEST(Noise, OfNeighboursOfSeedsAndOfBothKindsIsIndependent) {
  constexpr int kCount = 100'000;
  const double bound = 5.0 / std::sqrt(kCount);
  const auto noise = noise_along_a_line("additive_noise=1", kCount);
  const auto other_seed = noise_along_a_line("additive_noise=1:noise_seed=2", kCount);
  // f is 5/6 there.
  const auto other_kind = noise_along_a_line("multiplicative_noise=1.2", kCount);
  const std::vector<double> next(noise.begin() + 1, noise.end());
  EXPECT_NEAR(correlation(noise, noise), 1.0, bound * std::numbers::sqrt2);
  EXPECT_NEAR(correlation(other_kind, other_kind), 1.0, bound * std::numbers::sqrt2);
  EXPECT_LE(std::abs(correlation(noise, next)), bound);
  EXPECT_LE(std::abs(correlation(noise, other_seed)), bound);
  EXPECT_LE(std::abs(correlation(noise, other_kind)), bound);
}

TEST(Noise, IsAFunctionOfThePointForAnyThread) {
  const auto objective = noisy(rosenbrock(), "dimension=5:additive_noise=1e-3");
  std::vector<VectorXd> points;
  for (std::uint64_t seed = 1; seed <= 500; ++seed) points.push_back(objective->start(seed));
  const auto values = [&](bool backwards) {
    std::vector<double> all(points.size());
    for (std::size_t i = 0; i < points.size(); ++i) {
      const std::size_t k = backwards ? points.size() - 1 - i : i;
      all[k] = objective->value(points[k]);
    }
    return all;
  };
  const std::vector<double> here = values(false);
  std::vector<double> there;
  std::thread other([&] { there = values(true); });
  EXPECT_EQ(values(false), here);
  other.join();
  EXPECT_EQ(there, here);
  EXPECT_EQ(objective->value(VectorXd::Constant(5, 0.0)), objective->value(-VectorXd::Zero(5)));
}

TEST(Noise, LeavesGradientMinimumAndStartsAlone) {
  const auto smooth = make(rosenbrock(), "dimension=4");
  const auto disturbed = noisy(rosenbrock(), "dimension=4:multiplicative_noise=0.1");
  const VectorXd x = smooth->start();
  VectorXd exact;
  VectorXd gradient;
  const double value = smooth->value_and_gradient(x, exact);
  EXPECT_EQ(disturbed->value_and_gradient(x, gradient), disturbed->value(x));
  EXPECT_NE(disturbed->value(x), value);
  EXPECT_EQ(gradient, exact);
  EXPECT_EQ(disturbed->minimum(), smooth->minimum());
  EXPECT_EQ(disturbed->start(), x);
  EXPECT_EQ(disturbed->start(5), smooth->start(5));
}

TEST(Noise, ThatIsMultiplicativeVanishesWithTheValue) {
  const auto objective = noisy(rosenbrock(), "multiplicative_noise=0.1");
  EXPECT_EQ(objective->value(Eigen::Vector2d(1.0, 1.0)), 0.0);
}

TEST(Noise, IsOffUnlessAskedFor) {
  const VectorXd x = Eigen::Vector2d(0.3, 0.7);
  EXPECT_EQ(noisy(rosenbrock(), "")->value(x), make(rosenbrock(), "")->value(x));
  EXPECT_THROW(noisy(rosenbrock(), "noise_seed=3"), std::invalid_argument);
  EXPECT_THROW(noisy(rosenbrock(), "additive_noise=-1"), std::invalid_argument);
}

}  // namespace
}  // namespace ravine::problem
