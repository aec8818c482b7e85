#include "kernel/sixteen_points.h"

#include <gtest/gtest.h>

#include <array>

#include "core/random.h"

namespace ravine::problem {
namespace {

std::array<double, SixteenPoints::kCount> numbers(std::uint64_t seed) {
  Random random(seed, Random::Stream::kData);
  std::array<double, SixteenPoints::kCount> all{};
  for (double& one : all) one = random.uniform(0.1, 4.0);
  return all;
}

template <class T>
T expression(const T& a, const T& b) {
  using std::cos, std::exp, std::max, std::sin, std::sqrt;
  T sum = 0.3;
  sum += a * b - 2.0 / b;
  sum -= sin(a) + 3.0 * cos(b);
  sum *= exp(-0.1 * a) / 7.0;
  sum /= sqrt(b) + 1.0;
  sum = multiply_add(sum, a, b);
  return -sum + max(a - b, 0.25);
}

TEST(SixteenPoints, EachHasTheBitsThatItWouldHaveAlone) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const auto a = numbers(2 * seed);
    const auto b = numbers(2 * seed + 1);
    std::array<double, SixteenPoints::kCount> together{};
    expression(SixteenPoints::load(a.data()), SixteenPoints::load(b.data())).store(together.data());
    for (std::size_t k = 0; k < a.size(); ++k) EXPECT_EQ(together[k], expression(a[k], b[k])) << k;
  }
}

TEST(SixteenPoints, TakeAnyNumberOfColumns) {
  for (const Index columns : {0, 1, 15, 16, 17, 40}) {
    Points points(3, columns);
    for (Index k = 0; k < columns; ++k) points.col(k) << 1.0 + static_cast<double>(k), 10.0, 100.0;
    VectorXd values;
    values_across([](const auto& x) { return x[0] + x[1] * x[2]; }, points, values);
    ASSERT_EQ(values.size(), columns);
    for (Index k = 0; k < columns; ++k) EXPECT_EQ(values[k], 1001.0 + static_cast<double>(k));
  }
}

}  // namespace
}  // namespace ravine::problem
