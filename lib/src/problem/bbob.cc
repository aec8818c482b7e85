// The BBOB functions as problems, bbob_f01 to bbob_f24.
#include <fmt/format.h>

#include <array>
#include <string_view>

#include "problem/bbob/suite.h"
#include "problem/problems.h"

namespace ravine::problem {
namespace {

constexpr std::array<std::string_view, bbob::kFunctions> kTitles = {
    "sphere",
    "separable ellipsoid",
    "separable Rastrigin",
    "Bueche-Rastrigin",
    "linear slope",
    "attractive sector",
    "step ellipsoid",
    "Rosenbrock",
    "rotated Rosenbrock",
    "rotated ellipsoid",
    "discus",
    "bent cigar",
    "sharp ridge",
    "different powers",
    "rotated Rastrigin",
    "Weierstrass",
    "Schaffers F7",
    "ill-conditioned Schaffers F7",
    "Griewank-Rosenbrock",
    "Schwefel",
    "Gallagher's 101 peaks",
    "Gallagher's 21 peaks",
    "Katsuura",
    "Lunacek bi-Rastrigin",
};

}  // namespace

Entry<Objective> bbob_function(int number) {
  return {fmt::format("bbob_f{:02}", number),
          fmt::format("{}, as in COCO (Hansen, Finck, Ros & Auger 2009)",
                      kTitles.at(static_cast<std::size_t>(number - 1))),
          {{.name = "dimension",
            .default_value = "10",
            .summary = "n",
            .low = 2,
            .high = static_cast<double>(bbob::kMaxDimension),
            .integer = true},
           {.name = "instance",
            .default_value = "1",
            .summary = "which of the shifted, rotated ones",
            .low = 1,
            .high = static_cast<double>(bbob::kMaxInstance),
            .integer = true}},
          [number](const Parameters& p) {
            return std::make_unique<bbob::Function>(number, p.integer("instance"),
                                                    p.integer("dimension"));
          }};
}

}  // namespace ravine::problem
