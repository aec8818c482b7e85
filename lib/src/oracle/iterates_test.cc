#include "oracle/iterates.h"

#include <gtest/gtest.h>

#include <cmath>

namespace ravine {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

VectorXd at(double x) { return VectorXd::Constant(1, x); }

TEST(Iterates, KeepTheBestFiniteEvaluationAndThePairItIs) {
  Iterates iterates(1, -kInfinity);
  EXPECT_EQ(iterates.best_value(), kInfinity);
  EXPECT_TRUE(std::isnan(iterates.best_x()[0]));
  for (const auto& [x, f] : {std::pair{1.0, 5.0},
                             {2.0, 3.0},
                             {3.0, std::nan("")},
                             {4.0, kInfinity},
                             {5.0, -kInfinity},
                             {6.0, 4.0}}) {
    EXPECT_FALSE(iterates.see(at(x), f));
  }
  EXPECT_EQ(iterates.best_value(), 3.0);
  EXPECT_EQ(iterates.best_x(), at(2.0));
  EXPECT_EQ(iterates.non_finite(), 3);
}

TEST(Iterates, KeepTheLastIterateApartFromTheBestPoint) {
  Iterates iterates(1, -kInfinity);
  EXPECT_FALSE(iterates.started());
  EXPECT_TRUE(std::isnan(iterates.last_value()));
  // The best point is the last iterate, then only a trial, then the last iterate again.
  iterates.see(at(1.0), 5.0);
  iterates.take(at(1.0), 5.0, 0.5);
  EXPECT_EQ(iterates.last_x(), at(1.0));
  EXPECT_EQ(iterates.gradient_norm(), 0.5);
  iterates.see(at(2.0), 3.0);
  EXPECT_EQ(iterates.best_x(), at(2.0));
  EXPECT_EQ(iterates.last_x(), at(1.0));
  EXPECT_EQ(iterates.last_value(), 5.0);
  iterates.see(at(3.0), 4.0);
  iterates.take(at(3.0), 4.0, std::nan(""));
  EXPECT_EQ(iterates.last_x(), at(3.0));
  iterates.take_ordinary(at(4.0), 2.0, 9.0);
  EXPECT_EQ(iterates.last_x(), at(4.0));
  EXPECT_EQ(iterates.best_x(), at(4.0));
  EXPECT_EQ(iterates.gradient_norm(), 3.0);
  iterates.take_ordinary(at(5.0), 2.5, 16.0);
  EXPECT_EQ(iterates.last_x(), at(5.0));
  EXPECT_EQ(iterates.best_x(), at(4.0));
}

TEST(Iterates, SeeTheTargetReachedByAPointOrAProbe) {
  Iterates iterates(2, 1.0);
  EXPECT_FALSE(iterates.see(VectorXd::Ones(2), 1.5));
  EXPECT_FALSE(iterates.see(VectorXd::Ones(2), Probes{.best = 1.25, .coordinate = 1}));
  EXPECT_TRUE(iterates.see(VectorXd::Ones(2),
                           Probes{.best = 1.0, .coordinate = 1, .position = 7.0, .non_finite = 3}));
  EXPECT_EQ(iterates.best_x(), Eigen::Vector2d(1.0, 7.0));
  EXPECT_EQ(iterates.non_finite(), 3);
}

TEST(Iterates, TellDivergenceAndGrowth) {
  Iterates iterates(1, -kInfinity);
  EXPECT_FALSE(iterates.grew());
  iterates.take(at(0.0), 2.0, 1.0);
  iterates.take(at(1.0), 3.0, 1.0);
  EXPECT_TRUE(iterates.grew());
  EXPECT_FALSE(iterates.diverged());
  EXPECT_TRUE(iterates.ordinary(2.9e12));
  EXPECT_FALSE(iterates.ordinary(3.1e12));  // 1e12 times (1 + |first|) above the first
  EXPECT_FALSE(iterates.ordinary(std::nan("")));
  iterates.take(at(2.0), 3.1e12, 1.0);
  EXPECT_TRUE(iterates.diverged());
}

TEST(Iterates, ATrialThatIsLowerByMoreThanRoundingStaysTheBest) {
  for (const double lower : {1e-6, 1e-10, 1e-14}) {
    Iterates iterates(1, -kInfinity);
    iterates.see(at(1.0), 1.0 - lower);
    iterates.see(at(2.0), 1.0);
    iterates.take(at(2.0), 1.0, 0.0);
    iterates.prefer_last();
    EXPECT_EQ(iterates.best_x(), at(1.0)) << lower;
  }
}

}  // namespace
}  // namespace ravine
