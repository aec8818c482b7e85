// What a finite difference tells besides the gradient, and what it refuses.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "ravine/core/function.h"
#include "ravine/gradient/sources.h"
#include "ravine/parallel/backend.h"

namespace ravine {
namespace {

std::unique_ptr<GradientSource> make(const Entry<GradientSource>& entry,
                                     const std::string& parameters) {
  return entry.make(Spec(entry.name + parameters).bind(entry.parameters, "gradient"));
}

template <class F>
Probes probes_of(const Entry<GradientSource>& entry, const F& f, const VectorXd& x) {
  VectorXd gradient;
  Probes probes;
  make(entry, ":h=0.5")
      ->gradient(FunctionObjective<F>(f, x.size()), serial_executor(), x, std::nullopt, gradient,
                 probes);
  return probes;
}

TEST(Probes, NameTheLowestPointThatWasSeen) {
  const auto f = [](const VectorXd& x) { return x[0] + 3.0 * x[1] - 2.0 * x[2]; };
  const Eigen::Vector3d x(1.0, 1.0, 1.0);
  // Forward sees x_3 = 1.5 at 1; centered also sees x_2 = 0.5 at 0.5.
  const Probes ahead = probes_of(sources::forward(), f, x);
  EXPECT_EQ(ahead.best, 1.0);
  EXPECT_EQ(ahead.coordinate, 2);
  EXPECT_EQ(ahead.position, 1.5);
  const Probes both = probes_of(sources::centered(), f, x);
  EXPECT_EQ(both.best, 0.5);
  EXPECT_EQ(both.coordinate, 1);
  EXPECT_EQ(both.position, 0.5);
}

TEST(Probes, CountWhatIsNotFiniteAndNeverCallItTheLowest) {
  const auto f = [](const VectorXd& x) {
    if (x[0] > 1.0) return std::nan("");
    if (x[1] < 1.0) return -std::numeric_limits<double>::infinity();
    return x.sum();
  };
  const Eigen::Vector3d x(1.0, 1.0, 1.0);
  const Probes probes = probes_of(sources::centered(), f, x);
  EXPECT_EQ(probes.non_finite, 2);
  EXPECT_EQ(probes.best, 2.5);
}

TEST(FiniteDifference, IsExactForALineEvenWhereTheStepRounds) {
  const auto f = [](const VectorXd& x) { return 3.0 * x[0]; };
  // 1e6 + 1.4901161193847656e-08 max(1e6, 1) rounds, so the distance taken is not the one asked
  // for; the quotient uses the former.
  VectorXd gradient;
  Probes probes;
  for (const double at : {1.0 / 3.0, 1e6 + 0.1, -7e11 / 3.0}) {
    for (const auto& entry : {sources::forward(), sources::centered()}) {
      make(entry, "")->gradient(FunctionObjective<decltype(f)>(f, 1), serial_executor(),
                                VectorXd::Constant(1, at), std::nullopt, gradient, probes);
      // Only the rounding of 3x remains: eps |3x| / h, and h is at least 1e-8 |x|.
      EXPECT_NEAR(gradient[0], 3.0, 3.0 * 2.3e-16 / 1.4e-8);
    }
  }
}

TEST(FiniteDifference, RefusesParametersThatDoNotGoTogether) {
  for (const auto& entry : {sources::forward(), sources::centered()}) {
    EXPECT_THROW(make(entry, ":h=0.1:relative=0.1"), std::invalid_argument);
    EXPECT_THROW(make(entry, ":h=0.1:floor=0.1"), std::invalid_argument);
    EXPECT_THROW(make(entry, ":h=-1"), std::invalid_argument);
    EXPECT_THROW(make(entry, ":relative=0"), std::invalid_argument);
    EXPECT_NO_THROW(make(entry, ":relative=1e-3:floor=1e-3"));
  }
}

TEST(FiniteDifference, GivesTheExceptionOfTheFirstCoordinateFromEveryBackend) {
  const auto f = [](const VectorXd& x) -> double {
    for (Index i = 5; i < x.size(); ++i) {
      if (x[i] != 0.0) throw std::runtime_error("coordinate " + std::to_string(i));
    }
    return 0.0;
  };
  for (const BackendInfo& backend : backends()) {
    const auto executor = make_executor(backend.name, 3);
    VectorXd gradient;
    Probes probes;
    try {
      make(sources::centered(), "")
          ->gradient(FunctionObjective<decltype(f)>(f, 200), *executor, VectorXd::Zero(200),
                     std::nullopt, gradient, probes);
      FAIL() << "nothing was thrown";
    } catch (const std::runtime_error& error) {
      EXPECT_STREQ(error.what(), "coordinate 5") << backend.name;
    }
  }
}

}  // namespace
}  // namespace ravine
