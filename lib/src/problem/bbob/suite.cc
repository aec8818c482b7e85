#include "problem/bbob/suite.h"

#include <array>
#include <cmath>

#include "core/random.h"
#include "problem/bbob/generator.h"

namespace ravine::problem::bbob {
namespace {

constexpr std::size_t kMaxTransformations = 6;

/// What an instance's parts are drawn from.
struct Instance {
  Index n;
  long seed;

  VectorXd x_opt() const { return optimum(n, seed); }
  MatrixXd outer() const { return rotation(n, seed + 1000000); }
  MatrixXd inner() const { return rotation(n, seed); }

  /// outer Lambda^alpha inner, each entry summed from left to right.
  MatrixXd stretched(double alpha) const {
    const MatrixXd left = outer();
    const MatrixXd right = inner();
    const VectorXd lambda = conditioning(n, alpha);
    MatrixXd m = MatrixXd::Zero(n, n);
    for (Index k = 0; k < n; ++k) {
      for (Index j = 0; j < n; ++j) {
        for (Index i = 0; i < n; ++i) m(i, j) += left(i, k) * lambda[k] * right(k, j);
      }
    }
    return m;
  }

  /// +1 or -1 with the sign of each number.
  VectorXd signs(const std::vector<double>& numbers) const {
    VectorXd sign(n);
    for (Index i = 0; i < n; ++i) sign[i] = numbers[static_cast<std::size_t>(i)] < 0.0 ? -1.0 : 1.0;
    return sign;
  }
};

Definition f1(const Instance& at) {
  return {.x_opt = at.x_opt(), .transformations = {shift(at.x_opt())}, .raw = sphere};
}

Definition f2(const Instance& at) {
  return {.x_opt = at.x_opt(),
          .transformations = {shift(at.x_opt()), oscillate()},
          .raw = ellipsoid(at.n)};
}

Definition f3(const Instance& at) {
  return {.x_opt = at.x_opt(),
          .transformations = {shift(at.x_opt()), oscillate(), asymmetric(0.2),
                              scale(conditioning(at.n, 10.0))},
          .raw = rastrigin};
}

Definition f4(const Instance& at) {
  VectorXd x_opt = at.x_opt();
  for (Index i = 0; i < at.n; i += 2) x_opt[i] = std::abs(x_opt[i]);
  return {.x_opt = x_opt,
          .transformations = {shift(x_opt), oscillate(), bueche_skew()},
          .raw = rastrigin,
          .penalty = 100.0};
}

Definition f5(const Instance& at) {
  VectorXd x_opt = at.x_opt();
  for (double& coordinate : x_opt) coordinate = std::copysign(5.0, coordinate);
  return {.x_opt = x_opt, .raw = linear_slope(x_opt)};
}

Definition f6(const Instance& at) {
  return {.x_opt = at.x_opt(),
          .transformations = {shift(at.x_opt()), affine(at.stretched(10.0))},
          .raw = attractive_sector(at.x_opt())};
}

Definition f7(const Instance& at) {
  const MatrixXd turned = conditioning(at.n, 10.0).asDiagonal() * at.inner();
  return {.x_opt = at.x_opt(),
          .transformations = {shift(at.x_opt()), affine(turned)},
          .raw = step_ellipsoid(at.outer()),
          .penalty = 1.0,
          .has_gradient = false};
}

/// The factor by which f8, f9 and f19 grow with the dimension.
double growth(Index n) { return std::max(1.0, std::sqrt(static_cast<double>(n)) / 8.0); }

Definition f8(const Instance& at) {
  const VectorXd x_opt = 0.75 * at.x_opt();
  return {.x_opt = x_opt,
          .transformations = {shift(x_opt), scale(VectorXd::Constant(at.n, growth(at.n))),
                              shift(VectorXd::Constant(at.n, -1.0))},
          .raw = rosenbrock};
}

/// A function whose optimum is at z = 1, for z = growth R x + 1/2.
Definition turned_rosenbrock(const Instance& at, RawFunction raw) {
  const MatrixXd r = at.inner();
  return {.x_opt = r.transpose() * VectorXd::Constant(at.n, 0.5 / growth(at.n)),
          .transformations = {affine(growth(at.n) * r, 0.5)},
          .raw = std::move(raw)};
}

Definition f9(const Instance& at) { return turned_rosenbrock(at, rosenbrock); }

Definition turned(const Instance& at, RawFunction raw) {
  return {.x_opt = at.x_opt(),
          .transformations = {shift(at.x_opt()), affine(at.outer()), oscillate()},
          .raw = std::move(raw)};
}

Definition f10(const Instance& at) { return turned(at, ellipsoid(at.n)); }
Definition f11(const Instance& at) { return turned(at, discus); }

Definition f12(const Instance& at) {
  const VectorXd x_opt = optimum(at.n, at.seed + 1000000);
  return {
      .x_opt = x_opt,
      .transformations = {shift(x_opt), affine(at.outer()), asymmetric(0.5), affine(at.outer())},
      .raw = bent_cigar};
}

Definition f13(const Instance& at) {
  return {.x_opt = at.x_opt(),
          .transformations = {shift(at.x_opt()), affine(at.stretched(10.0))},
          .raw = sharp_ridge};
}

Definition f14(const Instance& at) {
  return {.x_opt = at.x_opt(),
          .transformations = {shift(at.x_opt()), affine(at.outer())},
          .raw = different_powers(at.n)};
}

Definition f15(const Instance& at) {
  return {.x_opt = at.x_opt(),
          .transformations = {shift(at.x_opt()), affine(at.outer()), oscillate(), asymmetric(0.2),
                              affine(at.stretched(10.0))},
          .raw = rastrigin};
}

Definition f16(const Instance& at) {
  return {.x_opt = at.x_opt(),
          .transformations = {shift(at.x_opt()), affine(at.outer()), oscillate(),
                              affine(at.stretched(0.01))},
          .raw = weierstrass,
          .penalty = 10.0 / static_cast<double>(at.n),
          .has_gradient = false};
}

Definition turned_schaffers(const Instance& at, double alpha) {
  const MatrixXd stretched = conditioning(at.n, alpha).asDiagonal() * at.inner();
  return {.x_opt = at.x_opt(),
          .transformations = {shift(at.x_opt()), affine(at.outer()), asymmetric(0.5),
                              affine(stretched)},
          .raw = schaffers,
          .penalty = 10.0};
}

Definition f17(const Instance& at) { return turned_schaffers(at, 10.0); }
Definition f18(const Instance& at) { return turned_schaffers(at, 1000.0); }
Definition f19(const Instance& at) { return turned_rosenbrock(at, griewank_rosenbrock); }

Definition f20(const Instance& at) {
  std::vector<double> numbers = uniform(at.n, at.seed);
  for (double& number : numbers) number -= 0.5;
  const VectorXd sign = at.signs(numbers);
  const VectorXd twice_magnitude = VectorXd::Constant(at.n, 4.2096874637);
  return {.x_opt = 0.5 * sign.cwiseProduct(twice_magnitude),
          .transformations = {scale(2.0 * sign), schwefel_shear(twice_magnitude),
                              shift(twice_magnitude), scale(conditioning(at.n, 10.0)),
                              shift(-twice_magnitude), scale(VectorXd::Constant(at.n, 100.0))},
          .raw = schwefel};
}

Definition with_peaks(const Instance& at, const Peaks& peaks) {
  return {.x_opt = highest_peak(peaks, at.n),
          .transformations = {affine(at.inner())},
          .raw = gallagher(peaks, at.inner()),
          .penalty = 1.0};
}

Definition f21(const Instance& at) {
  return with_peaks(at,
                    {.count = 101, .range = 10.0, .condition = std::sqrt(1000.0), .seed = at.seed});
}

Definition f22(const Instance& at) {
  return with_peaks(at, {.count = 21, .range = 9.8, .condition = 1000.0, .seed = at.seed});
}

Definition f23(const Instance& at) {
  return {.x_opt = at.x_opt(),
          .transformations = {shift(at.x_opt()), affine(at.stretched(100.0))},
          .raw = katsuura,
          .penalty = 1.0,
          .has_gradient = false};
}

Definition f24(const Instance& at) {
  const VectorXd sign = at.signs(normal(at.n, at.seed));
  return {.x_opt = 1.25 * sign,
          .transformations = {scale(2.0 * sign)},
          .raw = lunacek_bi_rastrigin(at.stretched(100.0)),
          .penalty = 1e4};
}

using Define = Definition (*)(const Instance&);
constexpr std::array<Define, kFunctions> kDefinitions = {f1,  f2,  f3,  f4,  f5,  f6,  f7,  f8,
                                                         f9,  f10, f11, f12, f13, f14, f15, f16,
                                                         f17, f18, f19, f20, f21, f22, f23, f24};

long seed_of(int number, long instance) {
  // Two functions share the numbers of the one before, so that the pairs differ in one thing only.
  const int source = number == 4 || number == 18 ? number - 1 : number;
  return source + 10000 * instance;
}

/// sum max(0, |x_i| - 5)^2; NaN where a coordinate is.
double distance_outside(const VectorXd& x) {
  double sum = 0.0;
  for (const double xi : x) {
    const double over = std::abs(xi) - 5.0;
    if (!(over <= 0.0)) sum += over * over;
  }
  return sum;
}

}  // namespace

Definition define(int number, long instance, Index n) {
  return kDefinitions.at(static_cast<std::size_t>(number - 1))({n, seed_of(number, instance)});
}

Function::Function(int number, long instance, Index n)
    : definition_(define(number, instance, n)), f_opt_(best_value(seed_of(number, instance))) {}

double Function::value(const VectorXd& x) const {
  Point z = x;
  for (const auto& transformation : definition_.transformations) transformation->apply(z);
  const double raw = definition_.raw(z, nullptr);
  if (definition_.penalty == 0.0) return raw + f_opt_;
  return raw + definition_.penalty * distance_outside(x) + f_opt_;
}

double Function::value_and_gradient(const VectorXd& x, VectorXd& gradient) const {
  if (!definition_.has_gradient) return Objective::value_and_gradient(x, gradient);
  const auto& transformations = definition_.transformations;
  std::array<Point, kMaxTransformations> before;
  Point z = x;
  for (std::size_t k = 0; k < transformations.size(); ++k) {
    before.at(k) = z;
    transformations[k]->apply(z);
  }
  Point slope(x.size());
  const double raw = definition_.raw(z, &slope);
  for (std::size_t k = transformations.size(); k-- > 0;) {
    transformations[k]->pull_back(before.at(k), slope);
  }
  gradient = slope;
  if (definition_.penalty == 0.0) return raw + f_opt_;
  for (Index i = 0; i < x.size(); ++i) {
    const double over = std::max(std::abs(x[i]) - 5.0, 0.0);
    gradient[i] += std::copysign(2.0 * definition_.penalty * over, x[i]);
  }
  return raw + definition_.penalty * distance_outside(x) + f_opt_;
}

}  // namespace ravine::problem::bbob
