// The parameters that many test functions share.
#pragma once

#include <cstdint>
#include <functional>

#include "ravine/objective.h"
#include "ravine/spec.h"

namespace ravine::problem {

/// `dimension=`: n, a whole number in [low, high].
Parameter dimension_parameter(Index default_value, Index low, Index high = 100'000'000);

/// n, the value of `dimension=`. Throws std::invalid_argument where it is no multiple of
/// `multiple`.
Index dimension_of(const Parameters& parameters, Index multiple = 1);

/// `equations=`: m, the number of residuals of a sum of squares, a whole number in [low, high].
Parameter equations_parameter(Index default_value, Index low, Index high = 100'000'000);

/// `equations=` for a sum of squares of any n: 0, the default, stands for n.
Parameter equations_parameter();

/// m, the value of the latter. Throws std::invalid_argument where it is neither 0 nor at least n.
Index equations_of(const Parameters& parameters);

/// `start=`: 1, 10 or 100, what the standard start is multiplied by.
Parameter start_parameter();

/// The start that `start=` makes of the standard one. An origin, which no factor moves, becomes
/// the vector of that factor everywhere (Moré, Garbow & Hillstrom 1981, Algorithm 566).
VectorXd start_of(const Parameters& parameters, const VectorXd& standard);

/// The cube that random starts are drawn from.
struct Box {
  double low;
  double high;
};

/// The starts that seeds draw from `box` in n dimensions.
std::function<VectorXd(std::uint64_t)> starts_in(Box box, Index n);

}  // namespace ravine::problem
