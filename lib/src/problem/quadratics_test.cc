#include <Eigen/Eigenvalues>

#include "problem/problem_facts.h"

namespace ravine::problem {
namespace {

TEST(Quadratics, WorkedValues) {
  expect_facts({{sphere, "dimension=3", {1.0, 1.0, 1.0}, 3.0},
                {ravine, "condition=100", {1.0, 1.0}, 50.5},
                {ravine, "condition=100:dimension=3", {1.0, 2.0, 3.0}, 0.5 * (1 + 40 + 900)}});
}

// The Hessian of a quadratic is its gradient at the unit vectors.
TEST(Ravine, HasTheConditionAndTheSteepAxisThatItClaims) {
  for (const char* text : {"dimension=5:condition=1000", "dimension=5:condition=1000:rotated=1"}) {
    const auto objective = make(ravine(), text);
    Eigen::MatrixXd hessian(5, 5);
    VectorXd column;
    for (Index i = 0; i < 5; ++i) {
      objective->value_and_gradient(VectorXd::Unit(5, i), column);
      hessian.col(i) = column;
    }
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(hessian);
    EXPECT_NEAR(eigen.eigenvalues()[0], 1.0, 1e-10);
    EXPECT_NEAR(eigen.eigenvalues()[4], 1000.0, 1e-9);
    EXPECT_NEAR(std::abs(eigen.eigenvectors().col(4).dot(*objective->facts().steep_axis)), 1.0,
                1e-12);
  }
}

}  // namespace
}  // namespace ravine::problem
