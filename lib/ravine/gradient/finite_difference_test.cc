#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

#include "ravine/core/function.h"
#include "ravine/core/random.h"
#include "ravine/gradient/sources.h"
#include "ravine/parallel/backend.h"

namespace ravine {
namespace {

std::unique_ptr<GradientSource> source(const std::string& text) {
  const Spec spec(text);
  for (const auto& entry : {sources::forward(), sources::centered()}) {
    if (entry.name == spec.name()) return entry.make(spec.bind(entry.parameters, "gradient"));
  }
  throw std::invalid_argument("no source " + text);
}

/// A smooth function of n variables, each coupled with the next, that counts its calls.
class Waves final : public Objective {
 public:
  explicit Waves(Index n) : n_(n) {}
  Index dimension() const override { return n_; }
  double value(const VectorXd& x) const override {
    ++calls;
    double f = 0.0;
    for (Index i = 0; i < n_; ++i) f += std::sin(x[i]) * std::exp(0.5 * x[(i + 1) % n_]);
    return f;
  }
  /// In long double, term by term.
  std::vector<long double> exact_gradient(const VectorXd& x) const {
    std::vector<long double> g(static_cast<std::size_t>(n_));
    for (Index i = 0; i < n_; ++i) {
      const Index next = (i + 1) % n_;
      const long double growth = std::exp(0.5L * x[next]);
      g[static_cast<std::size_t>(i)] += std::cos(static_cast<long double>(x[i])) * growth;
      g[static_cast<std::size_t>(next)] += 0.5L * std::sin(static_cast<long double>(x[i])) * growth;
    }
    return g;
  }
  mutable std::atomic<Index> calls = 0;

 private:
  Index n_;
};

VectorXd random_point(Index n, std::uint64_t seed) {
  Random random(seed, Random::Stream::kStart);
  VectorXd x(n);
  for (double& coordinate : x) coordinate = random.uniform(-2.0, 2.0);
  return x;
}

VectorXd gradient_of(const std::string& text, const Objective& f, const VectorXd& x,
                     const Executor& executor = serial_executor()) {
  VectorXd gradient;
  Probes probes;
  source(text)->gradient(f, executor, x, std::nullopt, gradient, probes);
  return gradient;
}

double error_of(const std::string& text, const Waves& f, const VectorXd& x) {
  const VectorXd gradient = gradient_of(text, f, x);
  const auto exact = f.exact_gradient(x);
  long double squares = 0.0L;
  for (Index i = 0; i < x.size(); ++i) {
    const long double difference = gradient[i] - exact[static_cast<std::size_t>(i)];
    squares += difference * difference;
  }
  return static_cast<double>(std::sqrt(squares));
}

/// The least-squares slope of log(error) over log(h), for h from `largest` down by halves.
double order_of_error(const std::string& name, double largest, int count) {
  const Waves f(6);
  const VectorXd x = random_point(6, 3);
  VectorXd log_h(count);
  VectorXd log_error(count);
  for (int k = 0; k < count; ++k) {
    const double h = largest * std::exp2(-k);
    log_h[k] = std::log(h);
    log_error[k] = std::log(error_of(fmt::format("{}:h={}", name, h), f, x));
  }
  const VectorXd centred = log_h.array() - log_h.mean();
  return centred.dot(log_error) / centred.squaredNorm();
}

// METHODS.md M4: errors O(h) and O(h^2) while truncation outweighs round-off (eps / h).
TEST(FiniteDifference, HasTheOrderOfItsFormula) {
  EXPECT_NEAR(order_of_error("forward", 1.0 / 64, 8), 1.0, 0.05);
  EXPECT_NEAR(order_of_error("centered", 1.0 / 64, 8), 2.0, 0.05);
}

// The best attainable errors are of order eps^(1/2) and eps^(2/3) (Nocedal & Wright, sec. 8.1).
TEST(FiniteDifference, ItsOwnStepBalancesTruncationAgainstRoundOff) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Waves f(6);
    const VectorXd x = random_point(6, seed);
    EXPECT_LE(error_of("forward", f, x), 4e-7) << seed;
    EXPECT_LE(error_of("centered", f, x), 2e-9) << seed;
  }
}

// METHODS.md M4: n + 1 and 2n values, n where the value is known.
TEST(FiniteDifference, CostsWhatItSays) {
  for (const Index n : {1, 2, 7, 300}) {
    const Waves f(n);
    const VectorXd x = random_point(n, 1);
    for (const auto& [name, with, without] :
         {std::tuple{"forward", n, n + 1}, std::tuple{"centered", 2 * n, 2 * n}}) {
      const auto differences = source(name);
      VectorXd gradient;
      Probes probes;
      EXPECT_EQ(differences->cost(n, true).values, with);
      EXPECT_EQ(differences->cost(n, false).values, without);
      EXPECT_EQ(differences->cost_with_value(n).values, with + 1);
      EXPECT_EQ(differences->cost(n, false).gradients, 0);
      const double value = f.value(x);
      f.calls = 0;
      differences->gradient(f, serial_executor(), x, value, gradient, probes);
      EXPECT_EQ(f.calls, with) << name;
      f.calls = 0;
      differences->gradient(f, serial_executor(), x, std::nullopt, gradient, probes);
      EXPECT_EQ(f.calls, without) << name;
      f.calls = 0;
      EXPECT_EQ(differences->value_and_gradient(f, serial_executor(), x, gradient, probes), value);
      EXPECT_EQ(f.calls, with + 1) << name;
    }
  }
}

TEST(FiniteDifference, SameBitsOnEveryBackendForAnyThreads) {
  for (const Index n : {1, 2, 3, 5, 300}) {
    const Waves f(n);
    const VectorXd x = random_point(n, 2);
    for (const char* name : {"forward", "centered", "centered:h=1e-4", "forward:floor=0.01"}) {
      const VectorXd reference = gradient_of(name, f, x);
      for (const BackendInfo& backend : backends()) {
        for (const int threads : {1, 2, 4, 7}) {
          const auto executor = make_executor(backend.name, threads);
          EXPECT_TRUE(gradient_of(name, f, x, *executor) == reference)
              << name << ' ' << n << ' ' << backend.name << ':' << threads;
        }
      }
    }
  }
}

}  // namespace
}  // namespace ravine
