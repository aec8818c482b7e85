// The table entries of the losses, one function a loss.
#pragma once

#include "loss/loss.h"
#include "ravine/spec.h"

namespace ravine::loss {

Entry<Loss> cross_entropy();
Entry<Loss> hinge();
Entry<Loss> logistic();
Entry<Loss> square();
Entry<Loss> squared_hinge();
Entry<Loss> zero_one();

}  // namespace ravine::loss
