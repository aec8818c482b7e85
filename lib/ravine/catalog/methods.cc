#include "ravine/catalog/catalog.h"
#include "ravine/optimizer/optimizers.h"

namespace ravine {

const Table<Optimizer>& methods() {
  static const Table<Optimizer> table("method", {
                                                    optimizers::two_point(),
                                                    optimizers::nelder_mead(),
                                                    optimizers::gradient_descent(),
                                                    optimizers::momentum(),
                                                    optimizers::nesterov(),
                                                    optimizers::sgd(),
                                                    optimizers::adagrad(),
                                                    optimizers::rmsprop(),
                                                    optimizers::adam(),
                                                    optimizers::conjugate_gradient(),
                                                    optimizers::bfgs(),
                                                    optimizers::lbfgs(),
                                                });
  return table;
}

}  // namespace ravine
