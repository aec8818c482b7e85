// The table entries of the methods, one function a method.
#pragma once

#include "ravine/core/spec.h"
#include "ravine/optimizer/optimizer.h"

namespace ravine::optimizers {

Entry<Optimizer> adagrad();
Entry<Optimizer> adam();
Entry<Optimizer> bfgs();
Entry<Optimizer> conjugate_gradient();
Entry<Optimizer> gradient_descent();
Entry<Optimizer> lbfgs();
Entry<Optimizer> momentum();
Entry<Optimizer> nelder_mead();
Entry<Optimizer> nesterov();
Entry<Optimizer> rmsprop();
Entry<Optimizer> sgd();
Entry<Optimizer> two_point();

}  // namespace ravine::optimizers
