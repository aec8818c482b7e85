#include "problem/bbob/generator.h"

#include <gtest/gtest.h>

#include <cmath>

namespace ravine::problem::bbob {
namespace {

TEST(BbobGenerator, UniformNumbersAreUniform) {
  for (const long seed : {1L, 10021L, 1150024L}) {
    const std::vector<double> u = uniform(20000, seed);
    double mean = 0.0;
    double square = 0.0;
    for (const double ui : u) {
      ASSERT_GT(ui, 0.0);
      ASSERT_LT(ui, 1.0);
      mean += ui / 20000.0;
      square += ui * ui / 20000.0;
    }
    // Five standard errors: sqrt(1/12/20000) and sqrt(4/45/20000).
    EXPECT_NEAR(mean, 1.0 / 2.0, 5.0 * 0.00205);
    EXPECT_NEAR(square, 1.0 / 3.0, 5.0 * 0.00211);
  }
}

// Park & Miller 1988: from 1 the generator comes to 1043618065 with its 10,000th number. The
// shuffle takes 40 numbers first and hands each on later, so that it is among the next ones.
TEST(BbobGenerator, DrawsParkAndMillersNumbers) {
  const std::vector<double> u = uniform(12000, 1);
  const double known = 1043618065.0 / 2147483647.0;
  const auto found = std::find(u.begin(), u.end(), known);
  ASSERT_NE(found, u.end());
  EXPECT_GE(found - u.begin(), 10000 - 40);
}

TEST(BbobGenerator, TakesSeedsBelowOneAsOne) {
  EXPECT_EQ(uniform(50, 0), uniform(50, 1));
  EXPECT_NE(uniform(50, 2), uniform(50, 1));
}

TEST(BbobGenerator, NormalNumbersHaveTheMomentsOfTheNormalDistribution) {
  const std::vector<double> g = normal(20000, 7);
  double moments[5] = {};
  for (const double gi : g) {
    for (int k = 1; k <= 4; ++k) moments[k] += std::pow(gi, k) / 20000.0;
  }
  // Five standard errors: sqrt of 1, 2, 15 and 96 over 20,000.
  EXPECT_NEAR(moments[1], 0.0, 5.0 * 0.0071);
  EXPECT_NEAR(moments[2], 1.0, 5.0 * 0.0100);
  EXPECT_NEAR(moments[3], 0.0, 5.0 * 0.0274);
  EXPECT_NEAR(moments[4], 3.0, 5.0 * 0.0693);
}

TEST(BbobGenerator, RotationsAreOrthogonalAndFixedByTheSeed) {
  for (const Index n : {2, 3, 5, 10, 20, 40}) {
    for (const long seed : {10001L, 1010001L, 150023L}) {
      const MatrixXd q = rotation(n, seed);
      EXPECT_LE((q.transpose() * q - MatrixXd::Identity(n, n)).cwiseAbs().maxCoeff(), 1e-10);
      EXPECT_EQ(q, rotation(n, seed));
      EXPECT_NE(q, rotation(n, seed + 1));
    }
  }
}

TEST(BbobGenerator, OptimaLieOnTheLatticeAndNeverOnAnAxis) {
  for (long seed = 1; seed <= 2000; ++seed) {
    for (const double x : optimum(10, seed)) {
      ASSERT_LE(std::abs(x), 4.0);
      if (x == -1e-5) continue;
      const double step = (x + 4.0) / 0.0008;
      ASSERT_NEAR(step, std::round(step), 1e-8);
      ASSERT_NE(x, 0.0);
    }
  }
}

// Known to all who use the test bed: instance 1 of f1 has f_opt = 79.48, of f2 and f3 -209.88 and
// -462.09, of f8 149.15.
TEST(BbobGenerator, BestValuesAreThePublishedOnes) {
  EXPECT_EQ(best_value(10001), 79.48);
  EXPECT_EQ(best_value(10002), -209.88);
  EXPECT_EQ(best_value(10003), -462.09);
  EXPECT_EQ(best_value(10008), 149.15);
}

TEST(BbobGenerator, BestValuesAreCutAtAThousand) {
  int cut = 0;
  for (long seed = 1; seed <= 2000; ++seed) {
    const double value = best_value(seed);
    ASSERT_LE(std::abs(value), 1000.0);
    cut += std::abs(value) == 1000.0 ? 1 : 0;
  }
  // P(|Cauchy| > 10) = 1 - 2 atan(10) / pi = 0.0635: 127 of 2000, with a standard error of 11.
  EXPECT_NEAR(cut, 127, 55);
}

TEST(BbobGenerator, OrdersByValue) {
  EXPECT_EQ(order_of({3.0, 1.0, 2.0}), (std::vector<Index>{1, 2, 0}));
  EXPECT_EQ(order_of({}), std::vector<Index>());
}

}  // namespace
}  // namespace ravine::problem::bbob
