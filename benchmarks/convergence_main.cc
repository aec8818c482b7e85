#include "benchmarks/short_spins.h"
#include "ravine/convergence.h"

int main(int argc, char** argv) {
  ravine::let_waiting_threads_sleep(argv);
  return ravine::convergence(argc, argv);
}
