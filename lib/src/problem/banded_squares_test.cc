#include "problem/banded_squares.h"

#include <atomic>

#include "core/random.h"
#include "problem/problem_facts.h"

namespace ravine::problem {
namespace {

// Which groups read x_i, by asking each.
TEST(Band, HoldsTheGroupsThatReadACoordinate) {
  for (const Band band : {Band{9, 1, 0, 0},
                          {9, 1, 1, 1},
                          {9, 1, 5, 1},
                          {9, 2, 0, 1},
                          {9, 4, 0, 3},
                          {9, 3, 2, 4},
                          {1, 4, 0, 3}}) {
    const Index n = band.groups * band.stride;
    for (Index i = 0; i < n; ++i) {
      for (Index k = 0; k < band.groups; ++k) {
        const bool reads = k * band.stride - band.below <= i && i <= k * band.stride + band.above;
        EXPECT_EQ(band.begin(i) <= k && k < band.end(i), reads) << i << ' ' << k;
      }
    }
  }
}

TEST(BandedSquares, BeyondTheEndsThereIsNothing) {
  const Eigen::Vector3d x(2.0, 3.0, 5.0);
  EXPECT_EQ(padded(x, -1), 0.0);
  EXPECT_EQ(padded(x, 2), 5.0);
  EXPECT_EQ(padded(x, 3), 0.0);
  EXPECT_EQ(slope_of<double>(x, 3, 7.0).slope, 0.0);
  EXPECT_EQ(slope_of<double>(x, 2, 7.0).slope, 7.0);
}

/// r_k = x_k - 2 x_{k+1}, which counts how often it is asked for.
TEST(BandedSquares, TouchedGroupsAloneAreEvaluated) {
  static std::atomic<int> asked = 0;
  const auto text = [](const auto& x, Index k, auto& sum) {
    ++asked;
    sum.add(x[k] - 2.0 * padded(x, k + 1),
            {{k, 1.0}, slope_of<RealOf<decltype(sum)>>(x, k + 1, -2.0)});
  };
  const BandedSquares f(50, {.groups = 50, .stride = 1, .below = 0, .above = 1}, text);
  const VectorXd x = VectorXd::LinSpaced(50, 1.0, 50.0);
  asked = 0;
  // (7 - 16)^2 + (6 - 14)^2 for i = 6, whose x_i is 7.
  EXPECT_EQ(f.touched_value(x, 6), 81.0 + 64.0);
  EXPECT_EQ(asked, 2);
  asked = 0;
  EXPECT_EQ(f.touched_value(x, 0), 9.0);
  EXPECT_EQ(asked, 1);
}

}  // namespace
}  // namespace ravine::problem
