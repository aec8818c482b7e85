// How long the waiting threads of OpenMP spin in a program.
#pragma once

namespace ravine {

/// Makes waiting threads of OpenMP sleep soon, unless the user's environment says how they wait. By
/// default those of libgomp spin for some 3 ms. Where other programs use the cores too, that is in
/// the way of the thread that has work: steps of 0.9 ms then took 10. libgomp reads its environment
/// once, as it is loaded, so the program begins anew. To be called first in `main`.
void let_waiting_threads_sleep(char** argv);

}  // namespace ravine
