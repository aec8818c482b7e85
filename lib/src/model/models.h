// The table entries of the models, one function a model.
#pragma once

#include "model/model.h"
#include "ravine/spec.h"

namespace ravine::model {

Entry<Architecture> linear();
Entry<Architecture> perceptron();
Entry<Architecture> softmax_linear();

}  // namespace ravine::model
