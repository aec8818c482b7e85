#include "problem/bbob/derivative_test.h"
#include "problem/bbob/generator.h"

namespace ravine::problem::bbob {
namespace {

const Peaks kMany{.count = 101, .range = 10.0, .condition = std::sqrt(1000.0), .seed = 10021};
const Peaks kFew{.count = 21, .range = 9.8, .condition = 1000.0, .seed = 10022};

TEST(BbobGallagher, ZeroAtTheHighestPeakAndNowhereElse) {
  Random random(1, Random::Stream::kData);
  for (const Peaks& peaks : {kMany, kFew}) {
    for (const Index n : {2, 5, 40}) {
      const MatrixXd turn = rotation(n, peaks.seed);
      const RawFunction f = gallagher(peaks, turn);
      const VectorXd top = highest_peak(peaks, n);
      EXPECT_LE(top.cwiseAbs().maxCoeff(), 0.4 * peaks.range);
      EXPECT_NEAR(f(product(turn, top), nullptr), 0.0, 1e-20);
      for (int repeat = 0; repeat < 100; ++repeat) {
        EXPECT_GT(f(random_point(n, random), nullptr), 0.0);
      }
    }
  }
}

// Only the first peak is higher than 9.1. Far from it, f is at least T_osz(10 - 9.1)^2, and at the
// second peak f is close to that.
TEST(BbobGallagher, TheOtherPeaksAreLower) {
  Random random(1, Random::Stream::kData);
  const RawFunction f = gallagher(kMany, rotation(2, kMany.seed));
  const Point top = product(rotation(2, kMany.seed), highest_peak(kMany, 2));
  double lowest = 100.0;
  for (int repeat = 0; repeat < 100000; ++repeat) {
    const Point x = 1.6 * random_point(2, random);
    if ((x - top).norm() > 3.0) lowest = std::min(lowest, f(x, nullptr));
  }
  EXPECT_GE(lowest, std::pow(oscillated(0.9), 2));
  EXPECT_LE(lowest, std::pow(oscillated(1.5), 2));
}

TEST(BbobGallagher, GradientsAreDerivatives) {
  for (const Index n : {2, 5, 40}) {
    expect_gradient(gallagher(kMany, rotation(n, kMany.seed)), n);
    expect_gradient(gallagher(kFew, rotation(n, kFew.seed)), n);
  }
}

}  // namespace
}  // namespace ravine::problem::bbob
