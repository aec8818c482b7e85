// The built-in problems that learn from a data set.
#pragma once

#include <optional>
#include <vector>

#include "ravine/problem.h"
#include "ravine/spec.h"

namespace ravine {

/// One problem per data set, for `problems()`.
std::vector<Entry<Problem>> risk_problems();

/// The minimum of a built-in risk with all its parameters, where one is stored.
std::optional<double> reference_minimum(const Entry<Problem>& entry, const Parameters& p);

}  // namespace ravine
