// The table entries of the methods, one function a method.
#pragma once

#include "ravine/optimizer.h"
#include "ravine/spec.h"

namespace ravine::optimizers {

Entry<Optimizer> accelerated_gradient();
Entry<Optimizer> adabelief();
Entry<Optimizer> adadelta();
Entry<Optimizer> adagrad();
Entry<Optimizer> adam();
Entry<Optimizer> adamw();
Entry<Optimizer> amsgrad();
Entry<Optimizer> bfgs();
Entry<Optimizer> cma_es();
Entry<Optimizer> conjugate_gradient();
Entry<Optimizer> gradient_descent();
Entry<Optimizer> heavy_ball();
Entry<Optimizer> lbfgs();
Entry<Optimizer> lion();
Entry<Optimizer> momentum();
Entry<Optimizer> nadam();
Entry<Optimizer> nelder_mead();
Entry<Optimizer> nesterov();
Entry<Optimizer> newton_cg();
Entry<Optimizer> random_search();
Entry<Optimizer> rmsprop();
Entry<Optimizer> saga();
Entry<Optimizer> sgd();
Entry<Optimizer> spsa();
Entry<Optimizer> svrg();
Entry<Optimizer> two_point();

}  // namespace ravine::optimizers
