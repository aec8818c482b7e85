// Convergence of any method on any problem, against evaluations and against wall time. Each case is
// one run; its time is the clean clock's, without recording. Google Benchmark's flags all work.
#pragma once

#include <vector>

#include "ravine/optimizer.h"
#include "ravine/spec.h"

namespace ravine {

/// The program `convergence`, for a `main` that adds methods of its own to those of Ravine and of
/// the outside libraries.
int convergence(int argc, char** argv, const std::vector<Entry<Optimizer>>& own = {});

}  // namespace ravine
