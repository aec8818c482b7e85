// The limit of the methods that keep n^2 numbers.
#pragma once

#include <fmt/format.h>

#include <stdexcept>
#include <string_view>

#include "ravine/objective.h"

namespace ravine {

/// Throws std::invalid_argument for more than 16,384 parameters, where a matrix of n^2 numbers
/// takes more than 2 GiB. The message names `method` and what to use instead.
inline void expect_square_fits(std::string_view method, Index n, std::string_view other) {
  constexpr Index kLargest = 16384;
  if (n <= kLargest) return;
  throw std::invalid_argument(
      fmt::format("method '{}' keeps n^2 numbers and takes up to n = {}, got {}; use {}", method,
                  kLargest, n, other));
}

}  // namespace ravine
