// The table entries of the methods, one function a method.
#pragma once

#include "ravine/core/spec.h"
#include "ravine/optimizer/optimizer.h"

namespace ravine::optimizers {

Entry<Optimizer> gradient_descent();

}  // namespace ravine::optimizers
