// What is likely wrong with a gradient that differs from differences.
#pragma once

#include <string>
#include <vector>

#include "ravine/objective.h"

namespace ravine {

/// A gradient, the same by differences (NaN where they cannot tell) with their errors, the point,
/// and the entries that differ. All vectors have n entries.
struct WrongGradient {
  const VectorXd& gradient;
  const VectorXd& difference;
  const VectorXd& error;
  const VectorXd& x;
  const std::vector<Index>& wrong;
};

/// The mistake that the entries look like, in words.
std::string likely_error(const WrongGradient& seen);

}  // namespace ravine
