#include "optimizer/line_search/hager_zhang.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "optimizer/line_search/line_functions_test.h"

namespace ravine {
namespace {

TEST(HagerZhangSearch, EitherPairOfConditionsHoldsFromAnyFirstTrial) {
  for (const LineFunction& function : kLineFunctions) {
    for (const double first : {1e-3, 0.1, 1.0, 10.0, 1e3}) {
      for (const HagerZhang& options : {HagerZhang{}, HagerZhang{.delta = 0.4, .sigma = 0.5},
                                        HagerZhang{.delta = 0.49, .sigma = 0.02, .epsilon = 0.0}}) {
        const SlopePoint origin = function.origin();
        int trials = 0;
        SlopePoint at;
        ASSERT_EQ(hager_zhang_search(counted(function, trials), origin, first, options, at),
                  LineEnd::kFound)
            << function.name << " from " << first;
        EXPECT_GT(at.t, 0.0);
        EXPECT_EQ(at.f, function.value(at.t));
        EXPECT_GE(at.slope, options.sigma * origin.slope);
        const bool wolfe = at.f <= origin.f + options.delta * at.t * origin.slope;
        const bool approximate = at.slope <= (2.0 * options.delta - 1.0) * origin.slope &&
                                 at.f <= origin.f + options.epsilon * std::abs(origin.f);
        EXPECT_TRUE(wolfe || approximate) << function.name << " from " << first;
        EXPECT_LE(trials, 20) << function.name << " from " << first;
      }
    }
  }
}

// On a parabola both secant steps are exact, so the interval closes on its minimum at once.
TEST(HagerZhangSearch, IsExactOnAParabola) {
  int trials = 0;
  SlopePoint at;
  const HagerZhang tight{.delta = 0.499, .sigma = 1e-6, .epsilon = 0.0};
  ASSERT_EQ(hager_zhang_search(counted(kParabola, trials), kParabola.origin(), 10.0, tight, at),
            LineEnd::kFound);
  EXPECT_NEAR(at.t, 3.0, 1e-12);
  EXPECT_EQ(trials, 2);
}

// Section 4 of the paper: close to a minimum round-off hides the sufficient decrease, here by one
// unit in the last place, but the slopes still tell.
TEST(HagerZhangSearch, GoesOnWhereRoundOffHidesTheDecrease) {
  const LineFunction noisy{"1 + (t - 1e-9)^2",
                           [](double t) { return t > 0.0 ? std::nextafter(1.0, 2.0) : 1.0; },
                           [](double t) { return 2.0 * (t - 1e-9); }};
  const SlopePoint origin = noisy.origin();
  int trials = 0;
  SlopePoint at;
  ASSERT_EQ(hager_zhang_search(counted(noisy, trials), origin, 1e-8, {}, at), LineEnd::kFound);
  EXPECT_NEAR(at.t, 1e-9, 1e-12);
  EXPECT_EQ(hager_zhang_search(counted(noisy, trials), origin, 1e-8, {.epsilon = 0.0}, at),
            LineEnd::kFailed);
}

TEST(HagerZhangSearch, ComesBackFromARegionThatIsNotFinite) {
  for (const double bad : {std::nan(""), HUGE_VAL, -HUGE_VAL}) {
    for (const double first : {3.0, 1e6, 1e30}) {
      const LineSlope phi = [bad](double t, double& f, double& slope) {
        f = t < 2.0 ? -std::sqrt(t) + 0.5 * t : bad;
        slope = t < 2.0 ? -0.5 / std::sqrt(t) + 0.5 : bad;
        return true;
      };
      SlopePoint at;
      EXPECT_EQ(hager_zhang_search(phi, {0.0, 0.0, -10.0}, first, {}, at), LineEnd::kFound);
      EXPECT_LT(at.t, 2.0);
    }
  }
}

TEST(HagerZhangSearch, EndsWithTheRunAndGivesUpOnARisingFunction) {
  SlopePoint at;
  const LineSlope over = [](double, double&, double&) { return false; };
  EXPECT_EQ(hager_zhang_search(over, {0.0, 0.0, -1.0}, 1.0, {}, at), LineEnd::kOver);
  int trials = 0;
  const LineSlope rising = [&](double t, double& f, double& slope) {
    f = t;
    slope = 1.0;
    ++trials;
    return true;
  };
  EXPECT_EQ(hager_zhang_search(rising, {0.0, 0.0, -1.0}, 1.0, {}, at), LineEnd::kFailed);
  EXPECT_LE(trials, 50);
  const LineSlope falling = [](double t, double& f, double& slope) {
    f = -t;
    slope = -1.0;
    return true;
  };
  // Unbounded: the lowest trial is handed out, so that the run sees how far the value falls.
  EXPECT_EQ(hager_zhang_search(falling, {0.0, 0.0, -1.0}, 1.0, {}, at), LineEnd::kFound);
  EXPECT_EQ(at.f, -at.t);
  EXPECT_GT(at.t, 1e30);
}

// The step secant^2 (Hager & Zhang 2005, S1 to S3). The secant of both ends may become the right
// end. The next trial is then the secant of the old and the new right end.
TEST(HagerZhangSearch, TakesASecondSecantOfTheRightEnds) {
  const auto slope = [](double t) { return std::pow(t, 0.8) - 1.0; };
  std::vector<double> trials;
  const LineSlope phi = [&](double t, double& f, double& at) {
    trials.push_back(t);
    f = std::pow(t, 1.8) / 1.8 - t;
    at = slope(t);
    return true;
  };
  SlopePoint found;
  const HagerZhang tight{.delta = 0.49, .sigma = 1e-2, .epsilon = 0.0};
  EXPECT_EQ(hager_zhang_search(phi, {0.0, 0.0, -1.0}, 3.0, tight, found), LineEnd::kFound);
  ASSERT_GE(trials.size(), 3U);
  const double c = 3.0 / (slope(3.0) + 1.0);
  EXPECT_NEAR(trials[1], c, 1e-12);
  EXPECT_NEAR(trials[2], c - slope(c) * (3.0 - c) / (slope(3.0) - slope(c)), 1e-12);
}

}  // namespace
}  // namespace ravine
