// Functions of one variable that the line searches are tried on.
#pragma once

#include <cmath>
#include <functional>
#include <vector>

#include "optimizer/line_search/line.h"

namespace ravine {

struct LineFunction {
  const char* name;
  std::function<double(double)> value;
  std::function<double(double)> slope;

  SlopePoint origin() const { return {0.0, value(0.0), slope(0.0)}; }
};

inline const LineFunction kParabola = {"(t - 3)^2", [](double t) { return (t - 3.0) * (t - 3.0); },
                                       [](double t) { return 2.0 * (t - 3.0); }};

/// The first two test functions of Moré & Thuente 1994 (section 5), and others that are flat, steep
/// or oscillate on the way.
inline const std::vector<LineFunction> kLineFunctions = {
    {"-t / (t^2 + 2)", [](double t) { return -t / (t * t + 2.0); },
     [](double t) { return (t * t - 2.0) / ((t * t + 2.0) * (t * t + 2.0)); }},
    {"(t + 0.004)^5 - 2 (t + 0.004)^4",
     [](double t) { return std::pow(t + 0.004, 5) - 2.0 * std::pow(t + 0.004, 4); },
     [](double t) { return 5.0 * std::pow(t + 0.004, 4) - 8.0 * std::pow(t + 0.004, 3); }},
    {"t - log(1 + 10 t)", [](double t) { return t - std::log1p(10.0 * t); },
     [](double t) { return 1.0 - 10.0 / (1.0 + 10.0 * t); }},
    kParabola,
    {"-t + t^2 / 8 + cos 3t", [](double t) { return -t + t * t / 8.0 + std::cos(3.0 * t); },
     [](double t) { return -1.0 + t / 4.0 - 3.0 * std::sin(3.0 * t); }},
};

/// The function as a search asks for it, which counts its trials. Both are borrowed.
inline LineSlope counted(const LineFunction& function, int& trials) {
  return [&](double t, double& f, double& slope) {
    f = function.value(t);
    slope = function.slope(t);
    ++trials;
    return true;
  };
}

}  // namespace ravine
