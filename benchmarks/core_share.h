// How much of its core a run has had. On a shared machine, it is less than all of it.
#pragma once

#include <string>

#include "benchmarks/benchmark_main.h"

namespace ravine {

/// The case `<binary>/core`. Its counter `additions_at_once` is the time of additions that wait for
/// one another, divided by the time of as many independent ones. It is above 3 on a free core, and
/// lower where another process runs on the same core, even one that the system does not show. Work
/// that fills a core takes longer then, and work that waits for its own results does not.
BenchmarkCase core_share(const std::string& binary);

}  // namespace ravine
