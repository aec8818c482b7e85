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

// MINPACK-2's dcsrch, as SciPy 1.10.1 runs it, takes so many trials and ends there. Both functions
// fall slowly and rise steeply, so that interpolation alone would close in from one side.
TEST(StrongWolfe, ShrinksItsIntervalAsThePaperDoes) {
  const LineFunction exponential{"exp(50 (t - 1)) - t",
                                 [](double t) { return std::exp(50.0 * (t - 1.0)) - t; },
                                 [](double t) { return 50.0 * std::exp(50.0 * (t - 1.0)) - 1.0; }};
  const LineFunction power{"t^40 - t", [](double t) { return std::pow(t, 40) - t; },
                           [](double t) { return 40.0 * std::pow(t, 39) - 1.0; }};
  struct Case {
    const LineFunction& function;
    double first;
    double eta;
    int trials;
    double end;
  };
  for (const Case& c :
       {Case{exponential, 1e-3, 0.1, 15, 0.92129}, Case{exponential, 1e-3, 1e-3, 16, 0.92176},
        Case{exponential, 0.5, 0.1, 10, 0.92232}, Case{exponential, 0.5, 1e-3, 12, 0.92176},
        Case{exponential, 1.5, 0.1, 10, 0.92211}, Case{exponential, 1.5, 1e-3, 12, 0.92176},
        Case{power, 1e-3, 0.1, 14, 0.91027}, Case{power, 1e-3, 1e-3, 16, 0.90975},
        Case{power, 0.5, 0.1, 9, 0.90738}, Case{power, 0.5, 1e-3, 11, 0.90973},
        Case{power, 10.0, 0.1, 10, 0.91006}, Case{power, 10.0, 1e-3, 12, 0.90975}}) {
    int trials = 0;
    SlopePoint at;
    ASSERT_EQ(strong_wolfe_search(counted(c.function, trials), c.function.origin(), c.first,
                                  {1e-4, c.eta, 60}, at),
              LineEnd::kFound);
    EXPECT_EQ(trials, c.trials) << c.function.name << " from " << c.first << ", " << c.eta;
    EXPECT_NEAR(at.t, c.end, 1e-5) << c.function.name << " from " << c.first << ", " << c.eta;
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
