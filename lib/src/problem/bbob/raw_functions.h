// What a BBOB function computes once its transformations have acted: the right-hand sides in z of
// the definitions (Hansen, Finck, Ros & Auger 2009, RR-6829, f1 to f24), without f_opt and without
// the penalty. All have their minimum 0 where the transformations put x_opt.
#pragma once

#include <functional>

#include "problem/bbob/transformations.h"

namespace ravine::problem::bbob {

/// f(z), and its gradient where `gradient` (of z's size) is not null. Keeps nothing between calls.
using RawFunction = std::function<double(const Point& z, Point* gradient)>;

// One main valley.
double sphere(const Point& z, Point* gradient);
RawFunction ellipsoid(Index n);
/// Given x itself; the minimum is at the corner `x_opt` of the box [-5, 5]^n.
RawFunction linear_slope(VectorXd x_opt);
RawFunction attractive_sector(VectorXd x_opt);
/// Plateaus; `rotation` turns the rounded point. Has no gradient.
RawFunction step_ellipsoid(MatrixXd rotation);
double rosenbrock(const Point& z, Point* gradient);
double discus(const Point& z, Point* gradient);
double bent_cigar(const Point& z, Point* gradient);
double sharp_ridge(const Point& z, Point* gradient);
RawFunction different_powers(Index n);

// Many valleys.
double rastrigin(const Point& z, Point* gradient);
/// Continuous with ripples down to 6e-6 wide. Has no gradient: the ripples' is all that it would
/// show, and round-off hides it from differences.
double weierstrass(const Point& z, Point* gradient);
double schaffers(const Point& z, Point* gradient);
double griewank_rosenbrock(const Point& z, Point* gradient);
double schwefel(const Point& z, Point* gradient);
/// Continuous with kinks at every 2^-33. Has no gradient: one that holds up to the next kink would
/// say nothing of any step that is longer.
double katsuura(const Point& z, Point* gradient);
/// Given x-hat; `ripples` takes x-hat - mu_0 to the lattice of the cosines.
RawFunction lunacek_bi_rastrigin(MatrixXd ripples);

/// `count` Gaussian peaks, the highest of them at x_opt, drawn from `seed`.
struct Peaks {
  Index count = 0;
  double range = 0.0;      ///< their coordinates before the rotation lie in [-range/2, range/2]
  double condition = 0.0;  ///< the root of the highest peak's condition number
  long seed = 0;
};
/// Given the rotated point.
RawFunction gallagher(const Peaks& peaks, const MatrixXd& rotation);
/// The place of the highest peak before the rotation.
VectorXd highest_peak(const Peaks& peaks, Index n);

}  // namespace ravine::problem::bbob
