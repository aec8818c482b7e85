#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "optimizer/method_test.h"
#include "optimizer/optimizers.h"

namespace ravine {
namespace {

using optimizers::random_search;

std::vector<VectorXd> trials(std::uint64_t seed, Index budget) {
  std::vector<VectorXd> points;
  const CountedFunction f(2, [&points](const VectorXd& x, VectorXd*) {
    points.push_back(x);
    return x.squaredNorm();
  });
  run_method(random_search(), "radius=3", f, Eigen::Vector2d(0.5, -4.0),
             {.max_evaluations = budget, .seed = seed});
  return points;
}

// The box is [0.5 - 3, 0.5 + 3] x [-4 - 12, -4 + 12]. A tenth of its width holds a tenth of 20,000
// uniform points to within 5 standard deviations, 5 sqrt(20,000 * 0.09) = 212.
TEST(RandomSearch, DrawsUniformlyFromItsBox) {
  const auto points = trials(1, 20001);
  ASSERT_EQ(points.size(), 20001U);
  EXPECT_EQ(points[0], VectorXd(Eigen::Vector2d(0.5, -4.0)));
  std::vector<int> first(10, 0);
  std::vector<int> second(10, 0);
  for (std::size_t i = 1; i < points.size(); ++i) {
    const double u = (points[i][0] + 2.5) / 6.0;
    const double v = (points[i][1] + 16.0) / 24.0;
    ASSERT_TRUE(u >= 0.0 && u < 1.0 && v >= 0.0 && v < 1.0);
    ++first[static_cast<std::size_t>(10.0 * u)];
    ++second[static_cast<std::size_t>(10.0 * v)];
  }
  for (const int count : first) EXPECT_NEAR(count, 2000, 212);
  for (const int count : second) EXPECT_NEAR(count, 2000, 212);
}

TEST(RandomSearch, KeepsTheLowestAndIsFixedByItsSeed) {
  const CountedFunction f(2, rosenbrock);
  const auto x = iterates_of(random_search(), "", f, Eigen::Vector2d(-1.2, 1.0), 1000);
  ASSERT_EQ(x.size(), 1000U);
  for (std::size_t t = 1; t < x.size(); ++t) EXPECT_LE(f.value(x[t]), f.value(x[t - 1]));
  EXPECT_EQ(trials(3, 100), trials(3, 100));
  EXPECT_NE(trials(3, 100), trials(4, 100));
}

}  // namespace
}  // namespace ravine
