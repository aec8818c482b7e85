// What the tests of the methods with line searches share: what each of them solves, in how many
// evaluations at most.
#pragma once

#include <cmath>

#include "core/random.h"
#include "optimizer/method_test.h"

namespace ravine {

/// From the standard start and 29 others of [-3, 3]^2, with exact counts.
inline void expect_solves_rosenbrock(const Entry<Optimizer>& entry, const std::string& parameters,
                                     Index most_evaluations) {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    const CountedFunction f(2, rosenbrock);
    Random random(seed, Random::Stream::kStart);
    Eigen::Vector2d start(-1.2, 1.0);
    if (seed > 1) start = {random.uniform(-3.0, 3.0), random.uniform(-3.0, 3.0)};
    const Result result = run_method(entry, parameters, f, start, {.gradient_tolerance = 1e-8});
    EXPECT_EQ(result.status, Status::kConverged) << parameters << seed << ' ' << result.message;
    EXPECT_LE((result.x - Eigen::Vector2d(1.0, 1.0)).norm(), 1e-7) << parameters << seed;
    EXPECT_EQ(result.f_evals, f.values);
    EXPECT_EQ(result.g_evals, f.gradients);
    EXPECT_LE(result.f_evals, most_evaluations) << parameters << seed;
  }
}

/// On a quadratic of condition 100: where exact steps would end after n of them, the steps in use
/// take a small multiple.
inline void expect_ends_on_quadratics(const Entry<Optimizer>& entry,
                                      const std::string& parameters = "") {
  for (const Index n : {1, 2, 5, 10, 20}) {
    const VectorXd lambda = Eigen::ArrayXd::LinSpaced(n, 0.0, std::log(100.0)).exp();
    const CountedFunction f(n, quadratic(lambda));
    const Result result = run_method(entry, parameters, f, VectorXd::Ones(n));
    EXPECT_EQ(result.status, Status::kConverged) << result.message;
    EXPECT_LE(result.steps, 4 * n + 10) << n;
  }
}

/// On x - log x, defined for x > 0 and lowest at 1; the first steps from 1e-3 overshoot on both
/// sides.
inline void expect_stays_where_the_function_is_defined(const Entry<Optimizer>& entry,
                                                       const std::string& parameters = "") {
  const CountedFunction f(1, [](const VectorXd& x, VectorXd* gradient) {
    if (gradient != nullptr) *gradient = VectorXd::Constant(1, 1.0 - 1.0 / x[0]);
    return x[0] - std::log(x[0]);
  });
  for (const double start : {1e-3, 0.5, 40.0, 1e4}) {
    const Result result = run_method(entry, parameters, f, VectorXd::Constant(1, start));
    EXPECT_EQ(result.status, Status::kConverged) << start << ' ' << result.message;
    EXPECT_NEAR(result.x[0], 1.0, 1e-7);
  }
}

inline void expect_stalls_on_a_gradient_of_the_wrong_sign(const Entry<Optimizer>& entry) {
  const CountedFunction f(2, [](const VectorXd& x, VectorXd* gradient) {
    if (gradient != nullptr) *gradient = -2.0 * x;
    return x.squaredNorm();
  });
  const Result result = run_method(entry, "", f, Eigen::Vector2d(1.0, 1.0));
  EXPECT_EQ(result.status, Status::kStalled) << result.message;
  EXPECT_LE(result.value, 2.0);
}

}  // namespace ravine
