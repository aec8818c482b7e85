// The table entries of the test functions, one function a problem.
#pragma once

#include "ravine/core/objective.h"
#include "ravine/core/spec.h"

namespace ravine::problem {

Entry<Objective> sphere();

}  // namespace ravine::problem
