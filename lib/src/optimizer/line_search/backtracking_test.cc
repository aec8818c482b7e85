#include "optimizer/line_search/backtracking.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace ravine {
namespace {

TEST(Backtracking, TakesTheFirstTrialThatIsLowEnough) {
  // t - log(1 + 10 t): slope -9 at 0, lowest at 0.9.
  for (const double first : {1e-6, 0.5, 3.0, 1e4, 1e9}) {
    std::vector<double> trials;
    const LineValue phi = [&](double t, double& f) {
      f = t - std::log1p(10.0 * t);
      trials.push_back(t);
      return true;
    };
    const SlopePoint origin{0.0, 0.0, -9.0};
    const auto found = backtracking_search(phi, origin, first, {.decrease = 0.1});
    ASSERT_TRUE(found.has_value());
    EXPECT_EQ(found->t, trials.back());
    EXPECT_EQ(trials.front(), first);
    for (std::size_t i = 0; i < trials.size(); ++i) {
      const double t = trials[i];
      const bool low = t - std::log1p(10.0 * t) <= 0.1 * t * -9.0;
      EXPECT_EQ(low, i + 1 == trials.size()) << t;
      if (i > 0) {
        EXPECT_GE(t, 0.1 * trials[i - 1]);
        EXPECT_LE(t, 0.5 * trials[i - 1]);
      }
    }
  }
}

// On a parabola the second trial is its minimum, t = 0.3, where that is within the two shares.
TEST(Backtracking, IsExactOnAParabola) {
  int trials = 0;
  const LineValue phi = [&](double t, double& f) {
    f = (t - 0.3) * (t - 0.3);
    ++trials;
    return true;
  };
  const auto found = backtracking_search(phi, {0.0, 0.09, -0.6}, 1.0, {});
  EXPECT_NEAR(found->t, 0.3, 1e-15);
  EXPECT_EQ(trials, 2);
}

TEST(Backtracking, CutsShortWhereTheValueIsNotFinite) {
  for (const double bad : {std::nan(""), HUGE_VAL, -HUGE_VAL}) {
    const LineValue phi = [bad](double t, double& f) {
      f = t < 1e-3 ? -t : bad;
      return true;
    };
    const auto found = backtracking_search(phi, {0.0, 0.0, -1.0}, 1e4, {});
    ASSERT_TRUE(found.has_value());
    EXPECT_GT(found->t, 0.0);
    EXPECT_LT(found->t, 1e-3);
  }
}

TEST(Backtracking, GivesTheOriginBackWhereNothingIsLowerAndEndsWithTheRun) {
  const LineValue rising = [](double t, double& f) {
    f = t;
    return true;
  };
  EXPECT_EQ(backtracking_search(rising, {0.0, 0.0, -1.0}, 1.0, {})->t, 0.0);
  const LineValue over = [](double, double&) { return false; };
  EXPECT_FALSE(backtracking_search(over, {0.0, 0.0, -1.0}, 1.0, {}).has_value());
}

}  // namespace
}  // namespace ravine
