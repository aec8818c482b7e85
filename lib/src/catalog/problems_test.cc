#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

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

// The rest tie all variables together, have a fixed few, or are data.
TEST(Problems, SumsOfTermsOfFewVariablesSayThatTheyAreSuch) {
  const std::set<std::string> expected = {"broyden_banded",
                                          "broyden_tridiagonal",
                                          "discrete_boundary_value",
                                          "extended_powell_singular",
                                          "extended_rosenbrock",
                                          "levy",
                                          "powell_singular",
                                          "rastrigin",
                                          "ravine",
                                          "rosenbrock",
                                          "sphere",
                                          "styblinski_tang"};
  std::set<std::string> found;
  for (const std::string& name : problems().names()) {
    const std::vector<Parameter> parameters = problems().find(name).parameters;
    const auto is_dimension = [](const Parameter& p) { return p.name == "dimension"; };
    if (std::none_of(parameters.begin(), parameters.end(), is_dimension)) continue;
    const auto problem = make_problem(name);
    if (capability<TouchedTerms>(problem->objective()) != nullptr) found.insert(name);
    // Two kinds of problems are evaluated one point at a time: those of BBOB, which turn x by
    // matrices, and two that are mostly exp, sin and cos, which gain nothing from lanes.
    const bool one_by_one =
        name.rfind("bbob_", 0) == 0 || name == "penalty_2" || name == "trigonometric";
    EXPECT_EQ(capability<ManyPoints>(problem->objective()) == nullptr, one_by_one) << name;
  }
  EXPECT_EQ(found, expected);
  EXPECT_EQ(capability<TouchedTerms>(make_problem("ravine:rotated=1")->objective()), nullptr);
}

}  // namespace
}  // namespace ravine
