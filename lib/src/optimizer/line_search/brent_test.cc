#include "optimizer/line_search/brent.h"

#include <gtest/gtest.h>

#include <cmath>

namespace ravine {
namespace {

TEST(BrentLineSearch, FindsTheMinimumFromShortAndLongTrials) {
  // t - log(1 + 10 t) falls at 0 and is lowest at t = 0.9.
  const LineValue phi = [](double t, double& f) {
    f = t - std::log(1.0 + 10.0 * t);
    return true;
  };
  for (const double first : {1e-6, 0.01, 0.9, 7.0, 1e5}) {
    const auto found = brent_line_search(phi, {0.0, 0.0}, first);
    ASSERT_TRUE(found.has_value());
    EXPECT_NEAR(found->t, 0.9, 1e-3) << first;
  }
}

TEST(BrentLineSearch, StepsBackFromValuesThatAreNotFinite) {
  const LineValue phi = [](double t, double& f) {
    f = t < 1.0 ? (t - 0.25) * (t - 0.25) : std::nan("");
    return true;
  };
  EXPECT_NEAR(brent_line_search(phi, {0.0, 0.0625}, 100.0)->t, 0.25, 1e-4);
}

TEST(BrentLineSearch, GivesTheOriginBackWhereNothingIsLower) {
  const LineValue phi = [](double t, double& f) {
    f = t;
    return true;
  };
  EXPECT_EQ(brent_line_search(phi, {0.0, 0.0}, 1.0)->t, 0.0);
}

TEST(BrentLineSearch, EndsWithTheRun) {
  for (int budget = 0; budget < 12; ++budget) {
    int calls = 0;
    const LineValue phi = [&](double t, double& f) {
      f = std::cosh(t - 3.0);
      return ++calls <= budget;
    };
    EXPECT_FALSE(brent_line_search(phi, {0.0, std::cosh(3.0)}, 0.1).has_value());
    EXPECT_EQ(calls, budget + 1);
  }
}

}  // namespace
}  // namespace ravine
