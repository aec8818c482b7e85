#include "problem/bbob/generator.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <numeric>

namespace ravine::problem::bbob {
namespace {

/// What the definition puts in the place of a number that came out as zero.
constexpr double kInsteadOfZero = 1e-99;

/// s -> 16807 s mod 2^31 - 1, by Schrage's decomposition as in Park & Miller.
class MinimalStandard {
 public:
  static constexpr long kModulus = 2147483647;

  explicit MinimalStandard(long seed) : state_(seed) {}

  long next() {
    const long quotient = state_ / 127773;
    state_ = 16807 * (state_ - quotient * 127773) - 2836 * quotient;
    if (state_ < 0) state_ += kModulus;
    return state_;
  }

 private:
  long state_;
};

}  // namespace

std::vector<double> uniform(Index count, long seed) {
  MinimalStandard generator(std::max(std::abs(seed), 1L));
  std::array<long, 32> shuffled{};
  for (int i = 0; i < 8; ++i) generator.next();
  for (std::size_t i = shuffled.size(); i-- > 0;) shuffled[i] = generator.next();
  long drawn = shuffled[0];
  std::vector<double> numbers(static_cast<std::size_t>(count));
  for (double& number : numbers) {
    long& place = shuffled[static_cast<std::size_t>(drawn / 67108865)];
    drawn = place;
    place = generator.next();
    number = static_cast<double>(drawn) / static_cast<double>(MinimalStandard::kModulus);
    if (number == 0.0) number = kInsteadOfZero;
  }
  return numbers;
}

std::vector<double> normal(Index count, long seed) {
  const std::vector<double> u = uniform(2 * count, seed);
  const auto n = static_cast<std::size_t>(count);
  std::vector<double> numbers(n);
  for (std::size_t i = 0; i < n; ++i) {
    numbers[i] = std::sqrt(-2.0 * std::log(u[i])) * std::cos(2.0 * std::numbers::pi * u[n + i]);
    if (numbers[i] == 0.0) numbers[i] = kInsteadOfZero;
  }
  return numbers;
}

MatrixXd rotation(Index n, long seed) {
  const std::vector<double> numbers = normal(n * n, seed);
  MatrixXd q = Eigen::Map<const MatrixXd>(numbers.data(), n, n);
  // Sums in the order of the rows: the last bits are a part of the definition.
  const auto dot = [&](Index a, Index b) {
    double sum = 0.0;
    for (Index k = 0; k < n; ++k) sum += q(k, a) * q(k, b);
    return sum;
  };
  for (Index i = 0; i < n; ++i) {
    for (Index j = 0; j < i; ++j) {
      const double along = dot(i, j);
      for (Index k = 0; k < n; ++k) q(k, i) -= along * q(k, j);
    }
    const double length = std::sqrt(dot(i, i));
    for (Index k = 0; k < n; ++k) q(k, i) /= length;
  }
  return q;
}

VectorXd optimum(Index n, long seed) {
  const std::vector<double> u = uniform(n, seed);
  VectorXd x(n);
  for (Index i = 0; i < n; ++i) {
    x[i] = 8.0 * std::floor(1e4 * u[static_cast<std::size_t>(i)]) / 1e4 - 4.0;
    if (x[i] == 0.0) x[i] = -1e-5;
  }
  return x;
}

double best_value(long seed) {
  const double numerator = normal(1, seed)[0];
  const double denominator = normal(1, seed + 1)[0];
  const double hundredths = std::floor(1e4 * numerator / denominator + 0.5);
  return std::clamp(hundredths / 100.0, -1000.0, 1000.0);
}

std::vector<Index> order_of(const std::vector<double>& values) {
  std::vector<Index> order(values.size());
  std::iota(order.begin(), order.end(), Index{0});
  std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) {
    return values[static_cast<std::size_t>(a)] < values[static_cast<std::size_t>(b)];
  });
  return order;
}

}  // namespace ravine::problem::bbob
