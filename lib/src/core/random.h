// Random numbers that are the same on every platform and with every standard library.
#pragma once

#include <Eigen/Core>
#include <boost/random/mersenne_twister.hpp>
#include <cstdint>
#include <span>

#include "ravine/export.h"

namespace ravine {

/// A generator fixed by a seed and by what it is for, so that two uses of one seed never share
/// numbers. Drawn with Boost.Random, whose distributions are specified, unlike the standard's.
class RAVINE_EXPORT Random {
 public:
  enum class Stream : std::uint32_t { kStart, kBatch, kDirection, kData, kModel, kHoldOut };

  Random(std::uint64_t seed, Stream stream);

  /// Uniform in [low, high).
  double uniform(double low, double high);
  /// Normal with mean 0 and variance 1.
  double normal();
  /// Uniform in {0, ..., bound - 1}; `bound` is at least 1.
  Eigen::Index below(Eigen::Index bound);
  /// Uniform on the unit sphere of R^n.
  Eigen::VectorXd direction(Eigen::Index n);
  /// Puts `items` into a uniformly random order (Fisher & Yates 1938).
  void shuffle(std::span<Eigen::Index> items);

 private:
  boost::random::mt19937_64 engine_;
};

}  // namespace ravine
