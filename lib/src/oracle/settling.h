// Whether a run's values have settled, for Options::value_tolerance.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

#include "ravine/objective.h"

namespace ravine {

/// Watches the values of the iterates, and says when the last quarter of the moves, and at least
/// five of them, have kept the value within the tolerance. A value that falls like 1 / t is then at
/// most three tolerances above its limit. Two equal values in a row say nothing.
class Settling {
 public:
  explicit Settling(double tolerance) : tolerance_(tolerance) {}

  /// Says that the method's steps have become this share of the longest one. Short steps change a
  /// value little wherever they are, so that the tolerance is made smaller by the same share. Where
  /// it comes below the value's rounding, the value tells nothing.
  void set_step_share(double share) { share_ = share; }

  /// Takes the value after the next move; true where the values have settled.
  bool settled(double f) {
    ++moves_;
    low_ = std::min(low_, f);
    high_ = std::max(high_, f);
    const double within = tolerance_ * share_;
    const bool told = share_ == 1.0 || within > kRounding * std::abs(f);
    if (calm_ == 0 || !told || !(high_ - low_ < within)) {
      calm_ = 1;
      low_ = high_ = f;
      return false;
    }
    ++calm_;
    return calm_ > kLeast && 4 * calm_ > moves_;
  }

  Index calm_moves() const { return calm_ - 1; }

 private:
  static constexpr Index kLeast = 5;
  static constexpr double kRounding = 4.0 * std::numeric_limits<double>::epsilon();

  double tolerance_;
  double share_ = 1.0;
  Index moves_ = 0;
  Index calm_ = 0;  // values in a row that lie within the tolerance
  double low_ = 0.0;
  double high_ = 0.0;
};

}  // namespace ravine
