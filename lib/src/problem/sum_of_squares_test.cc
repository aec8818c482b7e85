#include "problem/sum_of_squares_test.h"

namespace ravine::problem {
namespace {

// r = (x0 x1, s, 3 s + x1, x0 + 2 x1) with s = x0^2 + x1, in every form that residuals take.
std::unique_ptr<Problem> every_form() {
  const auto entry = sum_of_squares("every_form", "", {}, [](const Parameters& p) {
    return squares(p, {Eigen::Vector2d(1.0, 2.0), 0.0}, [](const auto& x, auto& sum) {
      using Real = RealOf<decltype(sum)>;
      const Real s = x[0] * x[0] + x[1];
      sum.share([&] { return Vector<Real>{{2 * x[0], Real(1)}}; });
      sum.add(x[0] * x[1], {{0, x[1]}, {1, x[0]}});
      sum.add(s, {}, 1);
      sum.add(3 * s + x[1], {{1, 1.0}}, 3);
      sum.add(x[0] + 2 * x[1], [] { return Vector<Real>{{Real(1), Real(2)}}; });
    });
  });
  return make(entry, "");
}

// At (1, 2): r = (2, 3, 11, 5), by hand.
TEST(SumOfSquares, ValueGradientAndJacobianOfEveryFormOfResidual) {
  const auto objective = every_form();
  const VectorXd x = objective->start();
  const Residuals at = residuals_of(*objective, x.cast<long double>());
  EXPECT_EQ(at.r, (VectorL{{2.0L, 3.0L, 11.0L, 5.0L}}));
  EXPECT_EQ(at.jacobian, (MatrixL{{2.0L, 1.0L}, {2.0L, 1.0L}, {6.0L, 4.0L}, {1.0L, 2.0L}}));
  VectorXd gradient;
  EXPECT_EQ(objective->value(x), 4.0 + 9.0 + 121.0 + 25.0);
  EXPECT_EQ(objective->value_and_gradient(x, gradient), 159.0);
  EXPECT_EQ(gradient, Eigen::Vector2d(8.0 + 12.0 + 132.0 + 10.0, 4.0 + 6.0 + 88.0 + 20.0));
}

TEST(SumOfSquares, TheStartIsMultiplied) {
  const VectorXd standard = make(wood(), "")->start();
  EXPECT_EQ(make(wood(), "start=1")->start(), standard);
  EXPECT_EQ(make(wood(), "start=10")->start(), 10.0 * standard);
  EXPECT_EQ(make(wood(), "start=100")->start(), 100.0 * standard);
  EXPECT_THROW(make(wood(), "start=2"), std::invalid_argument);
}

}  // namespace
}  // namespace ravine::problem
