// Lengths of vectors whose squares would overflow or vanish.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

#include "ravine/oracle.h"

namespace ravine {

/// A power of two u for which no square in |u v|^2 overflows or vanishes: 1 unless the entries of v
/// are extreme, so that ordinary numbers keep their bits.
inline double safe_unit(const VectorXd& v) {
  const double largest = v.lpNorm<Eigen::Infinity>();
  if (!(largest > 0.0) || (largest > 1e-130 && largest < 1e130)) return 1.0;
  return std::ldexp(1.0, std::clamp(-std::ilogb(largest), -1000, 1000));
}

/// |v|, as long as that is a number.
inline double safe_norm(const VectorXd& v) {
  const double unit = safe_unit(v);
  return unit == 1.0 ? v.norm() : (unit * v).norm() / unit;
}

/// Whether the curvature s'y of a step is positive by more than rounding, in any units of x and f.
inline bool safely_positive(double s_y, const VectorXd& s, const VectorXd& y) {
  return s_y > std::numeric_limits<double>::epsilon() * safe_norm(s) * safe_norm(y);
}

/// s'y / y'y, the scale of the inverse Hessian along a step (Nocedal & Wright 2006, eq. 6.20).
inline double inverse_curvature(double s_y, const VectorXd& y) {
  const double unit = safe_unit(y);
  return unit == 1.0 ? s_y / y.squaredNorm() : unit * (unit * s_y) / (unit * y).squaredNorm();
}

}  // namespace ravine
