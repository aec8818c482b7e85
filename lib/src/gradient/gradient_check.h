// A gradient beside differences of values.
#pragma once

#include "ravine/check_gradient.h"
#include "ravine/executor.h"

namespace ravine {

/// What is made of `gradient`, which f gave at x and which may be of any size.
GradientCheck compare_with_differences(const Objective& f, const Executor& executor,
                                       const VectorXd& x, const VectorXd& gradient);

}  // namespace ravine
