// Counts what the program allocates, for tests of code that promises to allocate nothing.
#pragma once

#include "ravine/executor.h"

namespace ravine {

/// False where a sanitizer has a malloc of its own, and nothing is counted.
extern const bool kAllocationsAreCounted;

/// The allocations of all threads while `task` runs: Eigen's, the backends' and operator new's.
long allocations_during(TaskRef task);

}  // namespace ravine
