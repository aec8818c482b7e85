// The built-in problems that learn from a data set.
#pragma once

#include <optional>
#include <vector>

#include "data/hold_out.h"
#include "ravine/problem.h"
#include "ravine/spec.h"

namespace ravine {

/// One problem per data set, for `problems()`.
std::vector<Entry<Problem>> risk_problems();

/// The split of a built-in data set that its users share: of Fashion-MNIST its 10,000 test images,
/// and of any other every fifth sample.
Split standard_split(DataSet data);

/// The minimum of a built-in risk with all its parameters, where one is stored.
std::optional<double> reference_minimum(const Entry<Problem>& entry, const Parameters& p);

}  // namespace ravine
