#include "optimizer/line_search/strong_wolfe.h"

#include <gtest/gtest.h>

#include <cmath>

#include "optimizer/line_search/line_functions_test.h"

namespace ravine {
namespace {

TEST(StrongWolfe, BothConditionsHoldFromAnyFirstTrial) {
  for (const LineFunction& function : kLineFunctions) {
    for (const double first : {1e-3, 0.1, 1.0, 10.0, 1e3}) {
      for (const double eta : {0.1, 0.5, 0.9}) {
        const SlopePoint origin = function.origin();
        int trials = 0;
        SlopePoint at;
        ASSERT_EQ(
            strong_wolfe_search(counted(function, trials), origin, first, {1e-4, eta, 60}, at),
            LineEnd::kFound)
            << function.name << " from " << first;
        EXPECT_LE(at.f, origin.f + 1e-4 * at.t * origin.slope);
        EXPECT_LE(std::abs(at.slope), -eta * origin.slope);
        EXPECT_LE(trials, 20) << function.name << " from " << first;
      }
    }
  }
}

TEST(StrongWolfe, ComesBackFromARegionThatIsNotFinite) {
  const LineSlope phi = [](double t, double& f, double& slope) {
    f = -std::sqrt(t) + (t < 2.0 ? 0.5 * t : std::nan(""));
    slope = -0.5 / std::sqrt(t) + 0.5;
    return true;
  };
  SlopePoint at;
  EXPECT_EQ(strong_wolfe_search(phi, {0.0, 0.0, -10.0}, 1e6, {}, at), LineEnd::kFound);
  EXPECT_LT(at.t, 2.0);
}

TEST(StrongWolfe, EndsWithTheRunAndGivesUpOnARisingFunction) {
  SlopePoint at;
  const LineSlope over = [](double, double&, double&) { return false; };
  EXPECT_EQ(strong_wolfe_search(over, {0.0, 0.0, -1.0}, 1.0, {}, at), LineEnd::kOver);
  const LineSlope rising = [](double t, double& f, double& slope) {
    f = t;
    slope = 1.0;
    return true;
  };
  EXPECT_EQ(strong_wolfe_search(rising, {0.0, 0.0, -1.0}, 1.0, {}, at), LineEnd::kFailed);
}

}  // namespace
}  // namespace ravine
