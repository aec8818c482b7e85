// What every problem of the catalogue promises: its gradient, its minimum, its starts, its bits.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "ravine/catalog/conformance_test.h"
#include "ravine/core/random.h"
#include "ravine/parallel/backend.h"

namespace ravine {
namespace {

/// The numbers that one value of a sum reads, about.
double work_of(const Objective& objective) {
  const auto* sum = dynamic_cast<const FiniteSum*>(&objective);
  const auto n = static_cast<double>(objective.dimension());
  return sum == nullptr ? n : n * static_cast<double>(sum->terms());
}

constexpr double kLargeWork = 1e7;

class EveryProblem : public testing::TestWithParam<std::string> {
 protected:
  struct Way {
    std::string name;
    std::unique_ptr<Objective> objective;
  };

  void SetUp() override {
    try {
      ways_.push_back({GetParam(), make_problem(GetParam())});
    } catch (const std::invalid_argument& error) {
      // Only data that Debian packages may be missing.
      if (std::string(error.what()).find("apt-get install") == std::string::npos) throw;
      GTEST_SKIP() << error.what();
    }
    if (work_of(*ways_.front().objective) > kLargeWork) return;
    for (const std::string& name : other_ways()) {
      try {
        ways_.push_back({name, make_problem(name)});
      } catch (const std::invalid_argument&) {
        // Does not go with the rest, as a loss of two classes with data of three.
      }
    }
  }

  std::vector<Way> ways_;

 private:
  /// With each other word, each switch turned and the dimension doubled, one at a time.
  static std::vector<std::string> other_ways() {
    std::vector<std::string> names;
    for (const Parameter& p : problems().find(GetParam()).parameters) {
      const std::string key = GetParam() + ':' + p.name + '=';
      for (const std::string& word : p.choices) {
        if (word != p.default_value) names.push_back(key + word);
      }
      if (p.integer && p.low == 0.0 && p.high == 1.0) {
        names.push_back(key + (p.default_value == "0" ? "1" : "0"));
      }
      if (p.name == "dimension")
        names.push_back(key + std::to_string(2 * std::stol(p.default_value)));
    }
    return names;
  }
};

/// x moved by a tenth of its size, or by a tenth, along each axis.
VectorXd moved(VectorXd x, std::uint64_t seed, double distance = 0.1) {
  Random random(seed, Random::Stream::kDirection);
  for (double& entry : x) entry += distance * std::max(1.0, std::abs(entry)) * random.normal();
  return x;
}

/// The standard start, and points around the starts of other seeds.
std::vector<VectorXd> points_of(const Objective& objective) {
  std::vector<VectorXd> points = {objective.start()};
  const std::uint64_t last = work_of(objective) > kLargeWork ? 2 : 6;
  for (std::uint64_t seed = 2; seed <= last; ++seed) {
    points.push_back(moved(objective.start(seed), seed));
  }
  return points;
}

/// d/dt f(x + t d) at t = 0: central differences of h and h / 2, extrapolated (Richardson 1911).
double slope_along(const Objective& f, const VectorXd& x, const VectorXd& d, double h) {
  const auto central = [&](double t) {
    return (f.value(x + t * d) - f.value(x - t * d)) / (2.0 * t);
  };
  return (4.0 * central(h / 2.0) - central(h)) / 3.0;
}

/// Up to 40 axes, and the direction of the gradient.
std::vector<VectorXd> directions_of(const VectorXd& gradient, Index most) {
  const Index n = gradient.size();
  std::vector<VectorXd> directions;
  Random random(1, Random::Stream::kDirection);
  for (Index k = 0; k < std::min(n, most); ++k) {
    directions.push_back(VectorXd::Unit(n, n <= most ? k : random.below(n)));
  }
  if (gradient.norm() > 0.0) directions.push_back(gradient.normalized());
  return directions;
}

/// True where the gradient at x is within 1e-6 of differences, but for what rounding f costs them.
bool agrees(const Objective& f, const VectorXd& x) {
  VectorXd gradient;
  const double value = f.value_and_gradient(x, gradient);
  const Index most = work_of(f) > kLargeWork ? 3 : 40;
  for (const VectorXd& d : directions_of(gradient, most)) {
    const double h = 1e-5 * std::max(1.0, x.cwiseProduct(d).lpNorm<Eigen::Infinity>());
    const double slope = gradient.dot(d);
    const double error = std::abs(slope - slope_along(f, x, d, h));
    if (!(error <= 1e-6 * (1.0 + std::abs(slope)) + 1e-10 * std::abs(value))) return false;
  }
  return true;
}

TEST_P(EveryProblem, ItsGradientIsThatOfItsValues) {
  for (const Way& way : ways_) {
    if (!way.objective->has_gradient()) continue;
    for (const VectorXd& x : points_of(*way.objective)) {
      // A difference may straddle a kink by chance; a wrong gradient is wrong beside it too.
      bool right = agrees(*way.objective, x);
      for (std::uint64_t seed = 1; seed <= 2 && !right; ++seed) {
        right = agrees(*way.objective, moved(x, seed, 1e-3));
      }
      EXPECT_TRUE(right) << way.name << " at " << x.head(std::min<Index>(x.size(), 10)).transpose();
    }
  }
}

TEST_P(EveryProblem, GivesTheSameBitsEveryWayItIsAsked) {
  for (const Way& way : ways_) {
    const Objective& f = *way.objective;
    for (const VectorXd& x : points_of(f)) {
      const double value = f.value(x);
      EXPECT_TRUE(std::isfinite(value)) << way.name;
      VectorXd gradient, other;
      if (f.has_gradient()) {
        EXPECT_EQ(f.value_and_gradient(x, gradient), value) << way.name;
        EXPECT_EQ(gradient.size(), f.dimension());
        EXPECT_TRUE(gradient.allFinite()) << way.name;
      }
      for (const BackendInfo& backend : backends()) {
        for (const int threads : {2, 3, 8}) {
          const auto executor = make_executor(backend.name, threads);
          EXPECT_EQ(f.value_on(*executor, x), value) << way.name << ' ' << backend.name;
          if (!f.has_gradient()) continue;
          EXPECT_EQ(f.value_and_gradient_on(*executor, x, other), value) << way.name;
          EXPECT_TRUE(same_bits(other, gradient)) << way.name << ' ' << backend.name;
        }
      }
    }
  }
}

TEST_P(EveryProblem, OffersAGradientOrRefusesIt) {
  for (const Way& way : ways_) {
    const Objective& f = *way.objective;
    VectorXd gradient;
    if (!f.has_gradient()) {
      EXPECT_THROW(f.value_and_gradient(f.start(), gradient), std::invalid_argument) << way.name;
    }
    if (f.differentiable()) continue;
    for (const std::string& source : gradient_sources().names()) {
      EXPECT_THROW(minimize(f, f.start(), {.method = "lbfgs", .gradient = source}),
                   std::invalid_argument)
          << way.name << ' ' << source;
    }
    // METHODS.md M13: methods without gradients run on it.
    for (const char* method : {"nelder_mead", "two_point"}) {
      const Result result = minimize(f, f.start(), {.method = method, .max_evaluations = 200});
      EXPECT_LE(result.value, f.value(f.start())) << way.name << ' ' << method;
      EXPECT_EQ(result.g_evals, 0);
    }
  }
}

TEST_P(EveryProblem, ItsStartsAreFixedByTheSeed) {
  for (const Way& way : ways_) {
    const Objective& f = *way.objective;
    ASSERT_GE(f.dimension(), 1);
    EXPECT_TRUE(same_bits(f.start(), f.start(1))) << way.name;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
      const VectorXd x = f.start(seed);
      ASSERT_EQ(x.size(), f.dimension()) << way.name;
      EXPECT_TRUE(x.allFinite()) << way.name << ' ' << seed;
      EXPECT_TRUE(same_bits(x, f.start(seed))) << way.name << ' ' << seed;
      if (work_of(f) > kLargeWork) continue;
      EXPECT_TRUE(std::isfinite(f.value(x))) << way.name << ' ' << seed;
      EXPECT_TRUE(same_bits(x, make_problem(way.name)->start(seed))) << way.name << ' ' << seed;
    }
    const auto axis = f.steep_axis();
    EXPECT_TRUE(!axis || std::abs(axis->norm() - 1.0) < 1e-12) << way.name;
    if (const auto rate = f.error_rate(serial_executor(), f.start())) {
      EXPECT_TRUE(*rate >= 0.0 && *rate <= 1.0) << way.name;
    }
  }
}

/// Problems whose lowest basin a local method finds only from a start inside it.
const std::set<std::string> kBeyondLocalMethods = {};

TEST_P(EveryProblem, ItsMinimumIsReachedAndNeverUndercut) {
  for (const Way& way : ways_) {
    const Objective& f = *way.objective;
    if (!f.minimum()) continue;
    const double minimum = *f.minimum();
    const double scale = std::max(1.0, std::abs(minimum));
    const bool large = work_of(f) > kLargeWork;
    const double infinity = std::numeric_limits<double>::infinity();
    double best = infinity;
    // Local runs by turns from the starts of the seeds, and from those drawn in towards the origin,
    // near which the test functions have their minima. The first few go on below the target.
    for (int k = 0; k < (large ? 1 : 100) && (k < 4 || best > minimum + 1e-8 * scale); ++k) {
      const double nearer[] = {1.0, 0.1, 0.01};
      const VectorXd start = nearer[k % 3] * f.start(static_cast<std::uint64_t>(k / 3 + 1));
      const bool direct = !f.differentiable() || k % 6 > 2;
      const Result result = minimize(f, start,
                                     {.method = direct ? "nelder_mead" : "lbfgs",
                                      .max_evaluations = large ? 10 : 20000,
                                      .target = k < 4 ? -infinity : minimum + 1e-9 * scale});
      if (std::isfinite(result.value)) best = std::min(best, result.value);
    }
    EXPECT_GE(best, minimum - 1e-10 * scale) << way.name;
    if (large || kBeyondLocalMethods.contains(GetParam())) continue;
    EXPECT_LE(best, minimum + 1e-8 * scale) << way.name;
  }
}

INSTANTIATE_TEST_SUITE_P(Catalogue, EveryProblem, testing::ValuesIn(problems().names()),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace ravine
