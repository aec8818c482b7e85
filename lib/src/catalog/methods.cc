#include "optimizer/optimizers.h"
#include "ravine/catalog.h"

namespace ravine {

const Table<Optimizer>& methods() {
  static const Table<Optimizer> table("method", {
                                                    optimizers::random_search(),
                                                    optimizers::two_point(),
                                                    optimizers::spsa(),
                                                    optimizers::nelder_mead(),
                                                    optimizers::cma_es(),
                                                    optimizers::gradient_descent(),
                                                    optimizers::momentum(),
                                                    optimizers::heavy_ball(),
                                                    optimizers::nesterov(),
                                                    optimizers::accelerated_gradient(),
                                                    optimizers::sgd(),
                                                    optimizers::svrg(),
                                                    optimizers::saga(),
                                                    optimizers::adagrad(),
                                                    optimizers::adadelta(),
                                                    optimizers::rmsprop(),
                                                    optimizers::adam(),
                                                    optimizers::adamw(),
                                                    optimizers::amsgrad(),
                                                    optimizers::nadam(),
                                                    optimizers::adabelief(),
                                                    optimizers::lion(),
                                                    optimizers::conjugate_gradient(),
                                                    optimizers::bfgs(),
                                                    optimizers::lbfgs(),
                                                    optimizers::newton_cg(),
                                                });
  return table;
}

}  // namespace ravine
