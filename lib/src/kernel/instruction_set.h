// The instruction set of the library that a process has loaded.
#pragma once

#include <string>

#include "ravine/export.h"

namespace ravine {

/// The widest vectors and fused operations that it was compiled for, such as "avx2 avx fma sse2".
/// On Linux the loader chooses among the levels that lie beside each other (lib/CMakeLists.txt).
RAVINE_EXPORT std::string instruction_set();

}  // namespace ravine
