// The other limit of a machine, beside its memory: how fast its cores multiply and add.
#pragma once

#include "ravine/executor.h"

namespace ravine {

/// Does `flops` multiplications and additions on all threads of `executor`. The numbers never leave
/// their registers, and each core does as many at a time as it can. No product of matrices is
/// faster.
void multiply_and_add(const Executor& executor, double flops);

}  // namespace ravine
