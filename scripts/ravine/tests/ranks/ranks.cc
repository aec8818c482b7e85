// A user's program that is started by mpirun. Its function sleeps, throws on one rank, or ends one
// rank. Rank 0 says what the run found.
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <thread>

#include "ravine/minimize.h"

namespace {

int rank() {
  const char* const told = std::getenv("OMPI_COMM_WORLD_RANK");
  return told == nullptr ? 0 : std::atoi(told);
}

}  // namespace

// ranks METHOD GRADIENT N BUDGET MILLISECONDS [throw|kill RANK]
int main(int, char** argv) {
  const auto pause = std::chrono::duration<double, std::milli>(std::atof(argv[5]));
  const std::string fault = argv[6] == nullptr ? "" : argv[6];
  const int faulty = fault.empty() ? -1 : std::atoi(argv[7]);
  int calls = 0;
  const auto f = [&](const Eigen::VectorXd& x) {
    std::this_thread::sleep_for(pause);
    if (rank() == faulty && ++calls == 20) {
      if (fault == "throw") throw std::runtime_error("no value here");
      if (fault == "kill") std::raise(SIGKILL);
    }
    return (x.array() - 1.0).square().sum() + (x.array() - 1.0).pow(4).sum();
  };
  const Eigen::VectorXd start = Eigen::VectorXd::Constant(std::atoi(argv[3]), 3.0);
  try {
    const ravine::Result result = ravine::minimize(f, start,
                                                   {.method = argv[1],
                                                    .gradient = argv[2],
                                                    .backend = "mpi",
                                                    .max_evaluations = std::atol(argv[4])});
    if (rank() == 0) {
      std::printf("%a %ld %.4f", result.value, static_cast<long>(result.f_evals), result.seconds);
      for (const double entry : result.x) std::printf(" %a", entry);
      std::printf("\n");
    }
  } catch (const std::exception& error) {
    if (rank() == 0) std::printf("%s\n", error.what());
    return 2;
  }
}
