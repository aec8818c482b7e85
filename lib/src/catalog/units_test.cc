// The units of x and f change nothing where a method takes its lengths from the function.
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "catalog/conformance_test.h"

namespace ravine {
namespace {

/// f in other units: t f(x / s), and its run, from s x0, with the tolerance in these units.
Result run_in_units(const std::string& method, const CountedFunction::Function& f,
                    const VectorXd& start, double s, double t) {
  const CountedFunction scaled(start.size(), [&f, s, t](const VectorXd& x, VectorXd* gradient) {
    const double value = t * f(x / s, gradient);
    if (gradient != nullptr) *gradient *= t / s;
    return value;
  });
  return minimize(
      scaled, s * start,
      {.method = method, .max_evaluations = 2000, .gradient_tolerance = 1e-6 * (t / s)});
}

/// Methods that choose their lengths by the function itself.
const std::vector<std::string> kFreeOfUnits = {"lbfgs", "bfgs", "bfgs:search=hager_zhang",
                                               "conjugate_gradient"};

/// sum i (x_i - 1)^2, and its variant in which x_0 is bent.
double slanted(const VectorXd& x, VectorXd* gradient) {
  const VectorXd weights = VectorXd::LinSpaced(x.size(), 1.0, static_cast<double>(x.size()));
  const VectorXd e = x.array() - 1.0;
  if (gradient != nullptr) *gradient = 2.0 * weights.cwiseProduct(e);
  return e.dot(weights.cwiseProduct(e));
}

// Powers of ten round, so the counts may differ a little.
TEST(Units, OfXAndFChangeNothing) {
  struct Case {
    CountedFunction::Function f;
    VectorXd start;
  };
  const std::vector<Case> cases = {{rosenbrock, Eigen::Vector2d(-1.2, 1.0)},
                                   {slanted, VectorXd::Constant(4, 3.0)},
                                   {slanted, VectorXd::Zero(4)},
                                   {bowl, kBowlStart}};
  for (const std::string& method : kFreeOfUnits) {
    for (std::size_t i = 0; i < cases.size(); ++i) {
      const auto& [f, start] = cases[i];
      const Result plain = run_in_units(method, f, start, 1.0, 1.0);
      EXPECT_EQ(plain.status, Status::kConverged) << method << ' ' << i;
      for (const double s : {1e-100, 1.0, 1e100}) {
        for (const double t : {1e-100, 1.0, 1e100}) {
          const Result scaled = run_in_units(method, f, start, s, t);
          const std::string where = method + " on " + std::to_string(i) + ", s " +
                                    std::to_string(std::log10(s)) + ", t " +
                                    std::to_string(std::log10(t)) + ": " + scaled.message;
          EXPECT_EQ(scaled.status, plain.status) << where;
          const auto evaluations = static_cast<double>(plain.f_evals);
          EXPECT_NEAR(static_cast<double>(scaled.f_evals), evaluations, 0.25 * evaluations + 5.0)
              << where;
        }
      }
    }
  }
}

}  // namespace
}  // namespace ravine
