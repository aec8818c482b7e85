// A regression whose last steps are below the round-off of its value, for the tests of line
// searches.
#pragma once

#include "core/random.h"
#include "optimizer/method_test.h"

namespace ravine {

/// sum sqrt(1 + e_i^2) - 1 over e = X w - y, of 100 normal samples in 5 dimensions with
/// y = 10 x_0 and normal noise of deviation 3.
inline CountedFunction pseudo_huber(std::uint64_t seed) {
  Random random(seed, Random::Stream::kData);
  Eigen::MatrixXd x(100, 5);
  VectorXd y(100);
  for (Index i = 0; i < 100; ++i) {
    for (Index j = 0; j < 5; ++j) x(i, j) = random.normal();
    y[i] = 10.0 * x(i, 0) + 3.0 * random.normal();
  }
  return {5, [x, y](const VectorXd& w, VectorXd* gradient) {
            const Eigen::ArrayXd e = (x * w - y).array();
            const Eigen::ArrayXd root = (1.0 + e.square()).sqrt();
            if (gradient != nullptr) *gradient = x.transpose() * (e / root).matrix();
            return (root - 1.0).sum();
          }};
}

}  // namespace ravine
