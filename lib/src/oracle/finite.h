// Whether a vector is made of numbers.
#pragma once

#include "ravine/objective.h"

namespace ravine {

/// True where no entry is NaN or infinite, since 0 times such an entry is NaN. A pass of whole
/// vectors, where Eigen's `allFinite` goes entry by entry.
inline bool all_finite(const VectorXd& x) { return (x.array() * 0.0).sum() == 0.0; }

}  // namespace ravine
