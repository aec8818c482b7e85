#include <gtest/gtest.h>

#include "ravine/ravine.h"

namespace ravine {
namespace {

// The noise is a function of the point, so that parallel differences see what serial ones see.
TEST(Problems, NoiseIsTheSameForAnyBackendAndNumberOfThreads) {
  const auto problem = make_problem("rosenbrock:dimension=8:additive_noise=1e-3");
  const auto run = [&](const char* backend, int threads) {
    return minimize(*problem, problem->start(),
                    {.method = "gradient_descent:step=0.001",
                     .gradient = "centered",
                     .backend = backend,
                     .threads = threads,
                     .max_evaluations = 500});
  };
  const Result serial = run("serial", 1);
  for (const char* backend : {"openmp", "tbb"}) {
    for (const int threads : {1, 2, 3}) {
      const Result parallel = run(backend, threads);
      EXPECT_EQ(parallel.x, serial.x) << backend << ":" << threads;
      EXPECT_EQ(parallel.value, serial.value) << backend << ":" << threads;
      EXPECT_EQ(parallel.f_evals, serial.f_evals) << backend << ":" << threads;
    }
  }
}

}  // namespace
}  // namespace ravine
