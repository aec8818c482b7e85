#include "loss/losses.h"

#include "ravine/catalog.h"

namespace ravine {

const Table<Loss>& losses() {
  static const Table<Loss> table("loss", {
                                             loss::square(),
                                             loss::zero_one(),
                                             loss::hinge(),
                                             loss::squared_hinge(),
                                             loss::logistic(),
                                             loss::cross_entropy(),
                                         });
  return table;
}

}  // namespace ravine
