#include "problem/sum_of_squares_test.h"

namespace ravine::problem {
namespace {

// Values at the standard starts and at the minimisers.
TEST(ThreeVariables, PublishedValues) {
  expect_facts({{helical_valley, "", {-1.0, 0.0, 0.0}, 2500.0},
                {helical_valley, "", {1.0, 0.0, 0.0}, 0.0},
                {bard, "", {1.0, 1.0, 1.0}, 41.68169586171},
                {gulf, "", {5.0, 2.5, 0.15}, 12.11070582556949},
                {gulf, "", {50.0, 25.0, 1.5}, 0.0},
                {gulf, "equations=100", {50.0, 25.0, 1.5}, 0.0},
                {box_3d, "", {0.0, 10.0, 20.0}, 1031.15381060940},
                {box_3d, "equations=20", {1.0, 10.0, 1.0}, 0.0},
                {box_3d, "", {10.0, 1.0, -1.0}, 0.0},
                {box_3d, "", {7.0, 7.0, 0.0}, 0.0}});
}

// The paper: 8.21487e-3, 1.12793e-8, 87.9458; for the last NIST certifies 87.945855171 (StRD,
// MGH10).
TEST(ThreeVariables, MinimaByNewtonsMethod) {
  for (const auto entry : {bard, gaussian, gulf, box_3d}) expect_minimum_from_start(entry);
  expect_minimum(meyer, "", Eigen::Vector3d(0.0056, 6181.0, 345.0));
}

TEST(ThreeVariables, Slopes) {
  for (const auto entry : {helical_valley, bard, gaussian, meyer, gulf, box_3d}) {
    expect_slopes(entry);
  }
}

// y_100 = 25, where the logarithm of the distance to x2 has its pole.
TEST(ThreeVariables, TheGradientOfGulfIsFiniteAtItsMinimiser) {
  VectorXd gradient;
  make(gulf(), "equations=100")->value_and_gradient(Eigen::Vector3d(50.0, 25.0, 1.5), gradient);
  EXPECT_LE(gradient.norm(), 1e-14);
}

}  // namespace
}  // namespace ravine::problem
