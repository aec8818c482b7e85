// The BBOB functions as problems, bbob_f01 to bbob_f24.
#include <fmt/format.h>

#include <array>
#include <string_view>

#include "problem/bbob/suite.h"
#include "problem/parameters.h"
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

Entry<Problem> bbob_function(int number) {
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
            const Index n = p.integer("dimension");
            auto function = std::make_unique<bbob::Function>(number, p.integer("instance"), n);
            // The standard start is the origin, as in COCO; other seeds draw it from where all
            // optima but the linear slope's lie (Hansen 2009, BI-population CMA-ES).
            Facts facts{.start = VectorXd::Zero(n),
                        .minimum = function->f_opt(),
                        .seeded_start = starts_in({-4.0, 4.0}, n)};
            return std::make_unique<Problem>(std::move(function), std::move(facts));
          }};
}

}  // namespace ravine::problem
