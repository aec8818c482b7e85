// Synthetic data of any size, for scaling studies and for tests with known truth.
#pragma once

#include <cstdint>

#include "ravine/data_set.h"

namespace ravine {

struct SyntheticOptions {
  enum class Kind { kLinear, kLogistic, kSoftmax };
  Kind kind = Kind::kLinear;
  Index samples = 1000;
  Index features = 20;
  Index classes = 3;       ///< of softmax
  double condition = 1.0;  ///< of the features' covariance, diagonal from 1 down to 1 / condition
  double noise = 0.1;    ///< deviation added to the linear labels, or to the scores before a class
  double density = 1.0;  ///< share of entries kept; below 1 the features are sparse
  std::uint64_t seed = 1;
};

/// x_ij = s_j z_ij with normal z, true parameters w normal; labels w'x + noise (linear), 0 or 1 by
/// its sign (logistic), or the class of the highest score (softmax). Fixed by the options; throws
/// std::invalid_argument where one is out of its range.
DataSet generate(const SyntheticOptions& options);

}  // namespace ravine
