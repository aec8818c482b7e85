// What of a core a run has had: on a machine that others use as well, less than all of it.
#pragma once

#include <string>

#include "benchmarks/benchmark_main.h"

namespace ravine {

/// The case `<binary>/core`, whose counter `additions_at_once` is the time of additions that wait
/// for one another over that of as many that do not: more than 3 on a core of one's own, and less
/// where another process, which the system may not even show, runs on the same one. Work that fills
/// a core takes longer then, and work that waits for its own results does not.
BenchmarkCase core_share(const std::string& binary);

}  // namespace ravine
