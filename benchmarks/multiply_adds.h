// The other limit of a machine, beside its memory: how fast its cores multiply and add.
#pragma once

#include "ravine/executor.h"

namespace ravine {

/// Does `flops` multiplications and additions on numbers that never leave their registers, as many
/// at a time as a core takes, on all threads of `executor`: no product of matrices is faster.
void multiply_and_add(const Executor& executor, double flops);

}  // namespace ravine
