#include "core/short_vectors.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/random.h"

namespace ravine {
namespace {

VectorXd random_vector(Random& random, Index size) {
  VectorXd v(size);
  for (double& entry : v) entry = random.normal();
  return v;
}

TEST(ShortVectors, OperationsAreThoseOfTheFormulaAtEverySize) {
  Random random(1, Random::Stream::kData);
  for (Index n = 0; n <= 20; ++n) {
    const VectorXd g = random_vector(random, n);
    const VectorXd start = random_vector(random, n);
    const double eta = random.uniform(0.0, 1.0);

    VectorXd x = start;
    descend(x, eta, g);
    long double square = 0.0L;
    for (Index i = 0; i < n; ++i) {
      EXPECT_EQ(x[i], start[i] - eta * g[i]) << i << " of " << n;
      square += static_cast<long double>(g[i]) * g[i];
    }
    EXPECT_NEAR(squared_norm(g), static_cast<double>(square), 1e-15 * static_cast<double>(square));

    for (const Index before : {Index{0}, n, n + 3}) {
      VectorXd copied = VectorXd::Constant(before, 7.0);
      copy_entries(g, copied);
      EXPECT_EQ(copied, g);
    }
  }
}

TEST(ShortVectors, ANormThatIsNoNumberStaysOne) {
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  EXPECT_TRUE(std::isnan(squared_norm(Eigen::Vector3d(1.0, kNaN, 2.0))));
  EXPECT_EQ(squared_norm(Eigen::Vector2d(1e200, 0.0)), std::numeric_limits<double>::infinity());
}

}  // namespace
}  // namespace ravine
