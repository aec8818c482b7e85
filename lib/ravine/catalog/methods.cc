#include "ravine/catalog/catalog.h"
#include "ravine/optimizer/optimizers.h"

namespace ravine {

const Table<Optimizer>& methods() {
  static const Table<Optimizer> table("method", {
                                                    optimizers::gradient_descent(),
                                                });
  return table;
}

}  // namespace ravine
