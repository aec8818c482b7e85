#include "model/models.h"

#include "ravine/catalog.h"

namespace ravine {

const Table<Architecture>& models() {
  static const Table<Architecture> table("model", {
                                                      model::linear(),
                                                      model::softmax_linear(),
                                                      model::perceptron(),
                                                  });
  return table;
}

}  // namespace ravine
