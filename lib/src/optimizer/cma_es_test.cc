#include <cmath>

#include "core/random.h"
#include "optimizer/method_test.h"
#include "optimizer/optimizers.h"
#include "parallel/backend.h"

namespace ravine::optimizers {
namespace {

double rastrigin(const VectorXd& x, VectorXd*) {
  return (10.0 * (1.0 - (2.0 * M_PI * x.array()).cos()) + x.array().square()).sum();
}

TEST(CmaEs, SolvesWhatADescentMethodSolves) {
  struct Case {
    const char* name;
    CountedFunction f;
    VectorXd start;
    Index at_most;
  };
  // Hansen & Ostermeier 2001 report some 10^3 n^(1.5) values at the most on such functions.
  const Case cases[] = {
      {"rosenbrock", {2, rosenbrock}, Eigen::Vector2d(-1.2, 1.0), 2000},
      {"ellipsoid",
       {10, quadratic(Eigen::ArrayXd::LinSpaced(10, 0.0, 6.0).unaryExpr([](double e) {
          return std::pow(10.0, e);
        }))},
       VectorXd::Ones(10),
       12000},
      {"line", {1, quadratic(VectorXd::Ones(1))}, VectorXd::Constant(1, 30.0), 1000},
  };
  for (const Case& c : cases) {
    const Result result = run_method(cma_es(), "", c.f, c.start, {.target = 1e-10});
    EXPECT_EQ(result.status, Status::kTargetReached) << c.name << ' ' << result.message;
    EXPECT_LE(result.f_evals, c.at_most) << c.name;
    EXPECT_EQ(result.f_evals, c.f.values) << c.name;
    EXPECT_EQ(result.g_evals, 0);
  }
}

// A million local minima: a single descent of the default population rarely finds the lowest.
TEST(CmaEs, RestartsFindTheLowestOfManyMinima) {
  int single = 0;
  for (const char* restarts : {"bipop", "ipop", "none"}) {
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
      const CountedFunction f(5, rastrigin);
      const Result result =
          run_method(cma_es(), std::string("restarts=") + restarts, f, VectorXd::Constant(5, 3.3),
                     {.max_evaluations = 200000, .target = 1e-8, .seed = seed});
      const bool solved = result.status == Status::kTargetReached;
      if (restarts == std::string("none")) {
        single += solved ? 1 : 0;
        EXPECT_LE(result.f_evals, 20000);
      } else {
        EXPECT_TRUE(solved) << restarts << " seed " << seed << ' ' << result.message;
      }
    }
  }
  EXPECT_LE(single, 5);
}

TEST(CmaEs, WithoutRestartsItConvergesAndSaysSo) {
  const CountedFunction f(4, quadratic(Eigen::Vector4d(1.0, 2.0, 3.0, 4.0)));
  const Result result = run_method(cma_es(), "restarts=none", f, VectorXd::Ones(4));
  EXPECT_EQ(result.status, Status::kConverged) << result.message;
  EXPECT_LE(result.value, 1e-10);
}

TEST(CmaEs, EndsOfItselfWhenItsRestartsAreSpent) {
  const CountedFunction f(1, [](const VectorXd& x, VectorXd*) { return std::abs(x[0]); });
  for (const char* restarts : {"restarts=ipop", "restarts=bipop"}) {
    const Result result =
        run_method(cma_es(), restarts, f, VectorXd::Ones(1), {.max_evaluations = 100000000});
    EXPECT_EQ(result.status, Status::kConverged) << restarts << ' ' << result.message;
  }
}

TEST(CmaEs, EqualSeedsGiveEqualRunsAndOthersOthers) {
  const auto end = [](std::uint64_t seed) {
    const CountedFunction f(3, rastrigin);
    return run_method(cma_es(), "", f, VectorXd::Ones(3), {.max_evaluations = 3000, .seed = seed})
        .x;
  };
  EXPECT_EQ(end(5), end(5));
  EXPECT_NE(end(5), end(6));
}

TEST(CmaEs, IsBitForBitTheSameOnEveryBackend) {
  Result serial;
  for (const char* backend : {"serial", "openmp", "tbb"}) {
    for (const int threads : {1, 2, 3}) {
      const CountedFunction f(6, rastrigin);
      const auto executor = make_executor(backend, threads);
      const Options options{.max_evaluations = 5000};
      Oracle oracle(f, nullptr, *executor, options, 0);
      VectorXd x = VectorXd::Ones(6);
      make_method(cma_es())->minimize(oracle, x);
      const Result result = oracle.take();
      EXPECT_EQ(f.values, 5000);
      if (serial.x.size() == 0) serial = result;
      EXPECT_EQ(result.x, serial.x) << backend << threads;
      EXPECT_EQ(result.steps, serial.steps);
    }
  }
}

TEST(CmaEs, FirstSamplesAreAsWideAsAsked) {
  for (const double sigma : {1e-3, 5.0}) {
    std::vector<VectorXd> seen;
    const CountedFunction f(2, [&](const VectorXd& x, VectorXd*) {
      seen.push_back(x);
      return 0.0;
    });
    run_method(cma_es(), "population=1000:sigma=" + std::to_string(sigma), f, VectorXd::Zero(2),
               {.max_evaluations = 1001});
    ASSERT_EQ(seen.size(), 1001U);
    EXPECT_EQ(seen[0], VectorXd::Zero(2));
    double square = 0.0;
    for (const VectorXd& x : seen) square += x.squaredNorm() / 2000.0;
    EXPECT_NEAR(std::sqrt(square), sigma, 0.1 * sigma);
  }
}

TEST(CmaEs, RefusesAPopulationThatHasNoHalves) {
  EXPECT_THROW(make_method(cma_es(), "population=3"), std::invalid_argument);
  EXPECT_THROW(make_method(cma_es(), "restarts=often"), std::invalid_argument);
  EXPECT_NO_THROW(make_method(cma_es(), "population=4"));
}

TEST(CmaEs, RefusesDimensionsWhoseMatrixIsTooLarge) {
  const CountedFunction large(30000, quadratic(VectorXd::Ones(30000)));
  EXPECT_THROW(run_method(cma_es(), "", large, VectorXd::Ones(30000)), std::invalid_argument);
}

}  // namespace
}  // namespace ravine::optimizers
