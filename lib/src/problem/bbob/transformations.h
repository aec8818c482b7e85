// The maps that BBOB functions are composed of, each with its Jacobian for gradients (Hansen,
// Finck, Ros & Auger 2009, RR-6829, sec. 0.2). Coordinates count from 0 here.
#pragma once

#include <Eigen/Core>
#include <memory>

namespace ravine::problem::bbob {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// The largest dimension of the test bed.
inline constexpr Index kMaxDimension = 40;

/// A point on the stack, so that an evaluation allocates nothing. Unaligned, since Eigen's own
/// alignment of such an array differs between a library and a user of other instruction sets.
using Point =
    Eigen::Matrix<double, Eigen::Dynamic, 1, Eigen::ColMajor | Eigen::DontAlign, kMaxDimension, 1>;

/// A map of R^n to itself.
class Transformation {
 public:
  virtual ~Transformation() = default;

  virtual void apply(Point& x) const = 0;

  /// Multiplies `gradient` by the transposed Jacobian at `x`, the point before the map.
  virtual void pull_back(const Point& x, Point& gradient) const = 0;
};

using TransformationPtr = std::shared_ptr<const Transformation>;

/// x - offset.
TransformationPtr shift(VectorXd offset);

/// factors * x, coordinate by coordinate.
TransformationPtr scale(VectorXd factors);

/// M x + offset.
TransformationPtr affine(MatrixXd m, double offset = 0.0);

/// T_osz: a smooth ripple of log |x_i|, which differs between the left and the right of zero.
TransformationPtr oscillate();

/// T_asy^beta: x_i^(1 + beta i/(n-1) sqrt(x_i)) where x_i > 0.
TransformationPtr asymmetric(double beta);

/// sqrt(10)^(i/(n-1)) x_i, times 10 more where i is even and x_i > 0: the skew of Bueche's
/// Rastrigin function.
TransformationPtr bueche_skew();

/// x_i + 0.25 (x_{i-1} - 2 |x_opt_{i-1}|) for i > 0, of Schwefel's function.
TransformationPtr schwefel_shear(VectorXd twice_magnitude);

/// T_osz of one number.
double oscillated(double x);
/// Its derivative; 1 at zero, where there is none.
double oscillated_slope(double x);

/// sqrt(alpha)^(i/(n-1)), the diagonal of Lambda^alpha.
VectorXd conditioning(Index n, double alpha);

/// M x, each row summed from left to right and without fused operations, as the reference values
/// are.
Point product(const MatrixXd& m, const Point& x);

/// i/(n-1).
double fraction(Index i, Index n);

}  // namespace ravine::problem::bbob
