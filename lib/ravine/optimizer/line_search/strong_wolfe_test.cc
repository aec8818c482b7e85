#include "ravine/optimizer/line_search/strong_wolfe.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <vector>

namespace ravine {
namespace {

struct LineFunction {
  const char* name;
  std::function<double(double)> value;
  std::function<double(double)> slope;
};

// The first two test functions of Moré & Thuente 1994 (section 5) and two others.
const std::vector<LineFunction> kFunctions = {
    {"-t / (t^2 + 2)", [](double t) { return -t / (t * t + 2.0); },
     [](double t) { return (t * t - 2.0) / ((t * t + 2.0) * (t * t + 2.0)); }},
    {"(t + 0.004)^5 - 2 (t + 0.004)^4",
     [](double t) { return std::pow(t + 0.004, 5) - 2.0 * std::pow(t + 0.004, 4); },
     [](double t) { return 5.0 * std::pow(t + 0.004, 4) - 8.0 * std::pow(t + 0.004, 3); }},
    {"t - log(1 + 10 t)", [](double t) { return t - std::log1p(10.0 * t); },
     [](double t) { return 1.0 - 10.0 / (1.0 + 10.0 * t); }},
    {"(t - 3)^2", [](double t) { return (t - 3.0) * (t - 3.0); },
     [](double t) { return 2.0 * (t - 3.0); }},
};

TEST(StrongWolfe, BothConditionsHoldFromAnyFirstTrial) {
  for (const LineFunction& function : kFunctions) {
    for (const double first : {1e-3, 0.1, 1.0, 10.0, 1e3}) {
      for (const double eta : {0.1, 0.5, 0.9}) {
        const SlopePoint origin{0.0, function.value(0.0), function.slope(0.0)};
        int trials = 0;
        const LineSlope phi = [&](double t, double& f, double& slope) {
          f = function.value(t);
          slope = function.slope(t);
          ++trials;
          return true;
        };
        SlopePoint at;
        ASSERT_EQ(strong_wolfe_search(phi, origin, first, {1e-4, eta, 60}, at), LineEnd::kFound)
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
