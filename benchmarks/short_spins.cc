#include "benchmarks/short_spins.h"

#include <unistd.h>

#include <cstdlib>

namespace ravine {

void let_waiting_threads_sleep(char** argv) {
  const bool told =
      std::getenv("GOMP_SPINCOUNT") != nullptr || std::getenv("OMP_WAIT_POLICY") != nullptr;
  if (told || setenv("GOMP_SPINCOUNT", "100", 0) != 0) return;
  execv("/proc/self/exe", argv);  // where it can't begin anew, it goes on as it is
}

}  // namespace ravine
