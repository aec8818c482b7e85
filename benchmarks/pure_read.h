// The limit of every reduction: reading the bytes and doing nothing with them.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "ravine/core/executor.h"

namespace ravine {

/// Reads all of `memory` (8-byte numbers of any meaning) once, spread over `executor` like the rows
/// of a reduction; returns a sum that depends on every byte.
double pure_read(const Executor& executor, const std::vector<std::span<const std::byte>>& memory);

}  // namespace ravine
