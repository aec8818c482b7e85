// Promise: P threads evaluate min(P, ready) points at a time. Evaluations that do not wait for
// others go out together, and k of them take ceil(k / P) rounds.
#include "gradient/source_test.h"
#include "parallel/simulated_test.h"
#include "parallel/sleeping_test.h"

namespace ravine {
namespace {

/// The evaluations of each phase of a gradient with its value, the next of which waits for the
/// last.
std::vector<Index> phases_of(const std::string& text, Index n) {
  if (text == "forward") return {n + 1};
  if (text == "centered") return {2 * n + 1};
  if (text == "centered4") return {4 * n + 1};
  if (text == "ridders") return {12 * n + 1};
  if (text == "complex_step") return {n + 1};
  if (text == "autodiff") return {(n + 7) / 8 + 1};  // eight directions per evaluation
  if (text == "forward:noise=1e-6") return {2 * n + 1, 2 * n, n};
  return {4 * n + 1, 4 * n, 2 * n};  // centered:noise=1e-6
}

TEST(Rounds, AreAsFewAsTheEvaluationsAllow) {
  for (const char* text : {"forward", "centered", "centered4", "ridders", "complex_step",
                           "autodiff", "forward:noise=1e-6", "centered:noise=1e-6"}) {
    for (Index n = 1; n <= 64; ++n) {
      const Waves f(n);
      const VectorXd x = random_point(n, 1);
      for (int threads = 2; threads <= 64; ++threads) {
        f.calls = 0;
        const Simulated executor(threads, f.calls);
        VectorXd gradient;
        Probes probes;
        source(text)->value_and_gradient(f, executor, x, gradient, probes);
        Index expected = 0;
        for (const Index k : phases_of(text, n)) expected += (k + threads - 1) / threads;
        ASSERT_EQ(executor.elapsed(), expected) << text << ' ' << n << ' ' << threads;
      }
    }
  }
}

TEST(Rounds, AreTheSameOnTheBackends) {
  for (const char* backend : {"openmp", "tbb"}) {
    const auto executor = make_executor(backend, 16);
    for (const Index n : {1, 2, 4, 7, 8, 15}) {
      for (const auto& [text, evaluations] :
           {std::pair<const char*, Index>{"forward", n + 1}, {"centered", 2 * n + 1}}) {
        const Index expected = (evaluations + 15) / 16;
        const auto run = [&, name = text](const Sleeping& f) {
          VectorXd gradient;
          Probes probes;
          source(name)->value_and_gradient(f, *executor, VectorXd::Ones(n), gradient, probes);
        };
        EXPECT_EQ(rounds_slept(n, expected, run), expected) << backend << ' ' << text << ' ' << n;
      }
    }
  }
}

}  // namespace
}  // namespace ravine
