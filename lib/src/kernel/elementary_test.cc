#include "kernel/elementary.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/random.h"

namespace ravine {
namespace {

using Function = Lanes (*)(Lanes);
using Truth = long double (*)(long double);

constexpr double kInfinity = std::numeric_limits<double>::infinity();

double one(Function f, double x) { return f(broadcast(x))[0]; }

/// The distance from the truth in units of the result's last place, 2^-1074 at the least.
long double ulps(double got, long double exact) {
  const double size = std::abs(static_cast<double>(exact));
  const double ulp = std::nextafter(size, kInfinity) - size;
  return std::abs(static_cast<long double>(got) - exact) / static_cast<long double>(ulp);
}

/// At random arguments in [low, high), a different one in each lane, and at those whose size is
/// spread over the exponents.
void expect_within_three_ulps(Function f, Truth truth, double low, double high) {
  Random random(1, Random::Stream::kData);
  for (int repeat = 0; repeat < 20000; ++repeat) {
    Lanes x{};
    for (int l = 0; l < kLanes; ++l) {
      x[l] = random.uniform(low, high);
      if (repeat % 2 == 1) x[l] *= std::exp2(-60.0 * random.uniform(0.0, 1.0));
      if (x[l] < low) x[l] = low;
    }
    const Lanes y = f(x);
    for (int l = 0; l < kLanes; ++l) ASSERT_LE(ulps(y[l], truth(x[l])), 3.0L) << x[l];
  }
}

TEST(Elementary, ExpIsWithinThreeUlps) {
  const Truth truth = [](long double x) { return std::exp(x); };
  for (const auto& [low, high] : {std::pair{-1.0, 1.0}, {-50.0, 50.0}, {-745.0, 709.0}}) {
    expect_within_three_ulps(exp, truth, low, high);
  }
}

TEST(Elementary, ExpAtItsEnds) {
  EXPECT_EQ(one(exp, 0.0), 1.0);
  EXPECT_EQ(one(exp, -0.0), 1.0);
  EXPECT_EQ(one(exp, -1e300), 0.0);
  EXPECT_EQ(one(exp, -kInfinity), 0.0);
  EXPECT_EQ(one(exp, kInfinity), kInfinity);
  EXPECT_EQ(one(exp, 710.0), kInfinity);
  EXPECT_EQ(one(exp, -745.0), std::numeric_limits<double>::denorm_min());
}

TEST(Elementary, Log1pIsWithinThreeUlps) {
  expect_within_three_ulps(
      log1p_unit, [](long double x) { return std::log1p(x); }, 0.0, 1.0);
  EXPECT_EQ(one(log1p_unit, 0.0), 0.0);
}

TEST(Elementary, LogIsWithinThreeUlps) {
  const Truth truth = [](long double x) { return std::log(x); };
  for (const auto& [low, high] : {std::pair{0.5, 2.0}, {1.0, 1000.0}, {1e-300, 1e300}}) {
    expect_within_three_ulps(log, truth, low, high);
  }
  EXPECT_EQ(one(log, 1.0), 0.0);
  EXPECT_EQ(one(log, kInfinity), kInfinity);
}

TEST(Elementary, TanhIsWithinThreeUlps) {
  const Truth truth = [](long double x) { return std::tanh(x); };
  for (const double high : {0.1, 1.0, 25.0}) {
    expect_within_three_ulps(tanh, truth, 0.0, high);
  }
  for (const double x : {0.0, 1e-300, 0.3, 1.0, 19.0, 1e300, kInfinity}) {
    EXPECT_EQ(one(tanh, -x), -one(tanh, x));
  }
  EXPECT_EQ(one(tanh, kInfinity), 1.0);
  EXPECT_TRUE(std::signbit(one(tanh, -0.0)));
}

TEST(Elementary, NanStaysNanAndKeepsToItsLane) {
  for (const Function f : {Function(exp), Function(log1p_unit), Function(log), Function(tanh)}) {
    Lanes x = broadcast(0.5);
    x[1] = std::numeric_limits<double>::quiet_NaN();
    const Lanes y = f(x);
    EXPECT_TRUE(std::isnan(y[1]));
    EXPECT_EQ(y[0], one(f, 0.5));
  }
}

}  // namespace
}  // namespace ravine
