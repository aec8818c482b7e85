#include "gradient/coordinate_samples.h"

#include <limits>

#include "gradient/source_test.h"
#include "ravine/partially_separable.h"

namespace ravine {
namespace {

/// Waves that come in batches, and count every column.
class BatchedWaves final : public Waves, public ManyPoints {
 public:
  using Waves::Waves;
  Index lanes() const override { return 4; }
  void values(const Points& points, VectorXd& values) const override {
    ++batches;
    one_by_one(*this, points, values);
  }
  mutable std::atomic<Index> batches = 0;
};

auto chain(Index n, std::atomic<Index>& evaluated) {
  std::vector<std::vector<Index>> coordinates;
  for (Index k = 0; k + 1 < n; ++k) coordinates.push_back({k, k + 1});
  return PartiallySeparable(n, coordinates, [&evaluated](Index k, const VectorXd& x) {
    ++evaluated;
    return std::sin(x[k]) * std::exp(0.5 * x[k + 1]);
  });
}

TEST(CoordinateSamples, ABatchGivesTheBitsOfOnePointAtATime) {
  for (const Index n : {1, 2, 7, 8, 9, 100}) {
    const Waves single(n);
    const BatchedWaves batched(n);
    const VectorXd x = random_point(n, 5);
    for (const char* text : {"forward", "centered", "centered4", "ridders:levels=3"}) {
      for (const BackendInfo& backend : backends()) {
        const auto executor = make_executor(backend.name, 3);
        batched.calls = 0;
        batched.batches = 0;
        const VectorXd gradient = gradient_of(text, batched, x, *executor);
        EXPECT_EQ(gradient, gradient_of(text, single, x)) << text << ' ' << n;
        const Index count = source(text)->cost(n, false).values;
        EXPECT_EQ(batched.calls, count);
        EXPECT_GE(batched.batches, (count - 1) / 4) << text << ' ' << n;
      }
    }
  }
}

TEST(CoordinateSamples, PayForTouchedTermsAlone) {
  for (const Index n : {2, 3, 50, 1000}) {
    std::atomic<Index> evaluated = 0;
    const auto f = chain(n, evaluated);
    const VectorXd x = random_point(n, 6);
    // Two ends touch one term each, the others two; each at two points.
    gradient_of("centered", f, x);
    EXPECT_EQ(evaluated, 2 * (2 * n - 2));
    // Counted as the whole difference that it stands for.
    EXPECT_EQ(source("centered")->cost(n, true).values, 2 * n);
  }
}

TEST(CoordinateSamples, TouchedTermsGiveTheGradientOfTheWhole) {
  std::atomic<Index> evaluated = 0;
  const auto f = chain(40, evaluated);
  const auto whole = [&](const VectorXd& x) { return f.value(x); };
  const FunctionObjective<decltype(whole)> opaque(whole, 40);
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const VectorXd x = random_point(40, seed);
    const VectorXd reference = gradient_of("centered4", opaque, x);
    EXPECT_LE((gradient_of("centered4", f, x) - reference).norm(), 1e-10);
    EXPECT_LE((gradient_of("centered", f, x) - reference).norm(), 1e-8);
    EXPECT_LE((gradient_of("ridders", f, x) - reference).norm(), 1e-10);
    EXPECT_LE((gradient_of("forward", f, x) - reference).norm(), 1e-6);
    EXPECT_LE((gradient_of("forward:noise=1e-14", f, x) - reference).norm(), 1e-5);
    EXPECT_LE((gradient_of("centered:noise=1e-14", f, x) - reference).norm(), 1e-7);
  }
}

TEST(CoordinateSamples, TouchedTermsHaveTheSameBitsOnEveryBackend) {
  std::atomic<Index> evaluated = 0;
  const auto f = chain(1000, evaluated);
  const VectorXd x = random_point(1000, 7);
  for (const char* text : {"forward", "centered"}) {
    const VectorXd reference = gradient_of(text, f, x);
    for (const BackendInfo& backend : backends()) {
      for (const int threads : {2, 7}) {
        const auto executor = make_executor(backend.name, threads);
        EXPECT_EQ(gradient_of(text, f, x, *executor), reference) << text << ' ' << backend.name;
      }
    }
  }
}

// A sum over touched terms is not a value of f, and never the best point of a run.
TEST(CoordinateSamples, TouchedTermsAreNoProbes) {
  const auto term = [](Index k, const VectorXd& x) {
    return k == 1 && x[1] > 1.0 ? std::numeric_limits<double>::infinity() : -5.0 + x[k];
  };
  const PartiallySeparable f(3, {{0}, {1}, {2}}, term);
  VectorXd gradient;
  Probes probes;
  source("centered")
      ->gradient(f, serial_executor(), VectorXd::Ones(3), std::nullopt, gradient, probes);
  EXPECT_EQ(probes.coordinate, -1);
  EXPECT_EQ(probes.non_finite, 1);
}

// At the edge of a domain f(x) is no stand-in for a sum over touched terms: rather no number than a
// wrong one. Each term ends where its coordinate exceeds 1.
TEST(CoordinateSamples, GiveNoOneSidedDifferenceOfTouchedTerms) {
  const auto term = [](Index k, const VectorXd& x) {
    return x[k] > 1.0 ? std::numeric_limits<double>::quiet_NaN() : 100.0 + x[k];
  };
  const PartiallySeparable f(2, {{0}, {1}}, term);
  VectorXd gradient;
  Probes probes;
  EXPECT_EQ(source("centered")
                ->value_and_gradient(f, serial_executor(), VectorXd::Ones(2), gradient, probes),
            202.0);
  EXPECT_FALSE(std::isfinite(gradient[0]));
  EXPECT_FALSE(std::isfinite(gradient[1]));
}

/// Waves that throw where coordinate 250 has moved, and something else where more than one has.
class Throwing final : public Objective, public ManyPoints, public AnyScalar {
 public:
  explicit Throwing(Index lanes) : lanes_(lanes) {}
  Index dimension() const override { return 400; }
  Index lanes() const override { return lanes_; }
  double value(const VectorXd& x) const override {
    return judge([&](Index i) { return x[i] != 1.0; });
  }
  void values(const Points& points, VectorXd& values) const override {
    one_by_one(*this, points, values);
  }
  Dual dual_value(const DualVector& x) const override {
    return judge([&](Index i) { return x[i].derivative[i % 8] != 0.0 && i % 8 == 2; });
  }
  Complex complex_value(const ComplexVector& x) const override {
    return judge([&](Index i) { return x[i].imaginary != 0.0; });
  }

 private:
  template <class Moved>
  double judge(const Moved& moved) const {
    Index count = 0;
    for (Index i = 0; i < dimension(); ++i) count += moved(i) ? 1 : 0;
    if (count > 1) throw std::logic_error("more than one coordinate has moved");
    if (moved(250)) throw std::runtime_error("250");
    return 0.0;
  }
  Index lanes_;
};

// The point is as it was also where f has thrown, and the first exception the same on every
// backend.
TEST(CoordinateSamples, MoveOneCoordinateAtATimeAfterAnException) {
  for (const char* text : {"forward", "centered", "ridders", "complex_step", "autodiff"}) {
    for (const Index lanes : {1, 16}) {
      const Throwing f(lanes);
      for (const BackendInfo& backend : backends()) {
        const auto executor = make_executor(backend.name, 3);
        for (int repeat = 0; repeat < 20; ++repeat) {
          try {
            gradient_of(text, f, VectorXd::Ones(400), *executor);
            ADD_FAILURE() << text;
          } catch (const std::runtime_error& error) {
            EXPECT_STREQ(error.what(), "250") << text << ' ' << backend.name;
          } catch (const std::logic_error& error) {
            ADD_FAILURE() << error.what() << ": " << text << ' ' << backend.name;
          }
        }
      }
    }
  }
}

/// Remembers whose threads ran it.
class Recording final : public Executor {
 public:
  std::string backend() const override { return "openmp"; }
  int threads() const override { return 2; }
  void run(Index count, TaskRef task) const override {
    tasks += count;
    serial_executor().run(count, task);
  }
  mutable Index tasks = 0;
};

// Of 10 coordinates centered takes 20 evaluations, and forward 11 with f(x). Little work is what
// takes less than 20 microseconds.
TEST(CoordinateSamples, WakeNobodyForLittleWork) {
  const Waves f(10);
  const VectorXd x = random_point(10, 1);
  for (const auto& [text, shared] : {std::pair{"centered", true},
                                     {"centered:cost=999", false},
                                     {"centered:cost=1001", true},
                                     {"forward:cost=1810", false},
                                     {"forward:cost=1830", true},
                                     {"autodiff:cost=1999", false},
                                     {"autodiff:cost=2001", true},
                                     {"complex_step:cost=1999", false},
                                     {"complex_step:cost=2001", true}}) {
    const Recording executor;
    EXPECT_EQ(gradient_of(text, f, x, executor), gradient_of(text, f, x));
    EXPECT_EQ(executor.tasks > 0, shared) << text;
  }
}

// Fewer samples than threads: each evaluation is shared in its turn.
TEST(CoordinateSamples, ShareAnEvaluationWhereThereAreFewerThanThreads) {
  struct Shared final : Objective, ParallelEvaluation {
    Index dimension() const override { return 1; }
    double value(const VectorXd& x) const override { return x[0]; }
    double value_on(const Executor& executor, const VectorXd& x) const override {
      widest = std::max(widest, executor.threads());
      return x[0];
    }
    double value_and_gradient_on(const Executor&, const VectorXd& x,
                                 VectorXd& gradient) const override {
      return value_and_gradient(x, gradient);
    }
    mutable int widest = 0;
  };
  const Shared f;
  gradient_of("centered", f, VectorXd::Zero(1), *make_executor("openmp", 3));
  EXPECT_EQ(f.widest, 3);
}

}  // namespace
}  // namespace ravine
