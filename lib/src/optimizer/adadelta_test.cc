#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>
#include <string>

#include "optimizer/method_test.h"
#include "optimizer/optimizers.h"

namespace ravine {
namespace {

using optimizers::adadelta;

// Zeiler 2012, algorithm 1, one coordinate in long double.
TEST(Adadelta, FollowsThePaper) {
  struct Case {
    const char* parameters;
    long double eta, rho, epsilon;
  };
  for (const Case& c : {Case{"step=1", 1.0L, 0.95L, 1e-6L},
                        Case{"step=0.5:rho=0.5:epsilon=1e-3", 0.5L, 0.5L, 1e-3L}}) {
    expect_follows(adadelta(), c.parameters, [c] {
      return [c, gradients = 0.0L, moves = 0.0L](long double x, int, const Slope& slope) mutable {
        const long double g = slope(x);
        gradients = c.rho * gradients + (1.0L - c.rho) * g * g;
        const long double move =
            -std::sqrt(moves + c.epsilon) / std::sqrt(gradients + c.epsilon) * g;
        moves = c.rho * moves + (1.0L - c.rho) * move * move;
        return x + c.eta * move;
      };
    });
  }
}

// Section 3.2 of the paper: a step has the units of x, so that the scale of f does not matter
// where epsilon is small beside the gradients.
TEST(Adadelta, IsIndifferentToTheScaleOfTheFunction) {
  const auto path = [](double scale) {
    const CountedFunction f(2, [scale](const VectorXd& x, VectorXd* gradient) {
      if (gradient != nullptr) *gradient = scale * Eigen::Vector2d(3.0, x[1]);
      return scale * (3.0 * x[0] + 0.5 * x[1] * x[1]);
    });
    return iterates_of(adadelta(), "epsilon=1e-8", f, Eigen::Vector2d(0.0, 50.0), 100);
  };
  const auto x = path(1e3);
  const auto scaled = path(1e6);
  ASSERT_EQ(x.size(), scaled.size());
  for (std::size_t t = 0; t < x.size(); ++t) EXPECT_LE((x[t] - scaled[t]).norm(), 1e-9) << t;
}

TEST(Adadelta, RefusesNoEpsilon) {
  EXPECT_THROW(make_method(adadelta(), "epsilon=0"), std::invalid_argument);
  EXPECT_THROW(make_method(adadelta(), "rho=1"), std::invalid_argument);
}

TEST(Adadelta, DescendsOnRosenbrock) {
  const CountedFunction f(2, rosenbrock);
  const Result result = run_method(adadelta(), "", f, Eigen::Vector2d(-1.2, 1.0), {.target = 0.2});
  EXPECT_EQ(result.status, Status::kTargetReached) << result.value;
  EXPECT_EQ(result.f_evals, f.values);
}

}  // namespace
}  // namespace ravine
