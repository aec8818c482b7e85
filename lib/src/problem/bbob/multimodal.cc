// The BBOB functions f3, f4, f15 to f20, f23 and f24 in z: many valleys each.
#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "problem/bbob/raw_functions.h"

namespace ravine::problem::bbob {
namespace {

using std::numbers::pi;

constexpr int kWeierstrassTerms = 12;
constexpr int kKatsuuraTerms = 32;

/// sum 10 (1 - cos 2 pi z_i), whose gradient is added to `gradient`.
double cosine_lattice(const Point& z, Point* gradient) {
  double cosines = 0.0;
  for (Index i = 0; i < z.size(); ++i) {
    cosines += std::cos(2.0 * pi * z[i]);
    if (gradient != nullptr) (*gradient)[i] += 20.0 * pi * std::sin(2.0 * pi * z[i]);
  }
  return 10.0 * (static_cast<double>(z.size()) - cosines);
}

/// sum_k 2^-k cos(2 pi 3^k z). The last angles are near 10^6, where the order of the factors is
/// seen in the value; it is the reference values'.
double weierstrass_series(double z) {
  double sum = 0.0;
  double amplitude = 1.0;
  double frequency = 1.0;
  for (int k = 0; k < kWeierstrassTerms; ++k, amplitude *= 0.5, frequency *= 3.0) {
    sum += amplitude * std::cos(2.0 * pi * z * frequency);
  }
  return sum;
}

}  // namespace

double rastrigin(const Point& z, Point* gradient) {
  if (gradient != nullptr) *gradient = 2.0 * z;
  double squares = 0.0;
  for (const double zi : z) squares += zi * zi;
  return cosine_lattice(z, gradient) + squares;
}

double weierstrass(const Point& z, Point*) {
  static const double lowest = weierstrass_series(0.5);
  double sum = 0.0;
  for (const double zi : z) sum += weierstrass_series(zi + 0.5);
  const double rest = sum / static_cast<double>(z.size()) - lowest;
  return 10.0 * rest * rest * rest;
}

double schaffers(const Point& z, Point* gradient) {
  if (gradient != nullptr) gradient->setZero();
  const auto pairs = static_cast<double>(z.size() - 1);
  double sum = 0.0;
  for (Index i = 0; i + 1 < z.size(); ++i) {
    const double square = z[i] * z[i] + z[i + 1] * z[i + 1];
    const double root = std::sqrt(std::sqrt(square));
    const double wave = std::pow(square, 0.1);
    const double sine = std::sin(50.0 * wave);
    sum += root * (1.0 + sine * sine);
    if (gradient == nullptr || square == 0.0) continue;
    const double slope =
        (0.25 * root * (1.0 + sine * sine) + root * 10.0 * wave * sine * std::cos(50.0 * wave)) /
        square;
    (*gradient)[i] += slope * 2.0 * z[i];
    (*gradient)[i + 1] += slope * 2.0 * z[i + 1];
  }
  const double mean = sum / pairs;
  if (gradient != nullptr) *gradient *= 2.0 * mean / pairs;
  return mean * mean;
}

double griewank_rosenbrock(const Point& z, Point* gradient) {
  if (gradient != nullptr) gradient->setZero();
  const double scale = 10.0 / static_cast<double>(z.size() - 1);
  double sum = 0.0;
  for (Index i = 0; i + 1 < z.size(); ++i) {
    const double valley = z[i] * z[i] - z[i + 1];
    const double rest = 1.0 - z[i];
    const double s = 100.0 * valley * valley + rest * rest;
    sum += s / 4000.0 - std::cos(s);
    if (gradient == nullptr) continue;
    const double slope = scale * (1.0 / 4000.0 + std::sin(s));
    (*gradient)[i] += slope * (400.0 * valley * z[i] - 2.0 * rest);
    (*gradient)[i + 1] -= slope * 200.0 * valley;
  }
  return 10.0 + scale * sum;
}

double schwefel(const Point& z, Point* gradient) {
  const auto n = static_cast<double>(z.size());
  double sum = 0.0;
  double penalty = 0.0;
  for (Index i = 0; i < z.size(); ++i) {
    const double root = std::sqrt(std::abs(z[i]));
    const double over = std::max(std::abs(z[i]) - 500.0, 0.0);
    sum += z[i] * std::sin(root);
    penalty += over * over;
    if (gradient == nullptr) continue;
    (*gradient)[i] = 0.01 * (std::copysign(2.0 * over, z[i]) -
                             (std::sin(root) + 0.5 * root * std::cos(root)) / n);
  }
  return 0.01 * (penalty + 418.9828872724339 - sum / n);
}

double katsuura(const Point& z, Point*) {
  const auto n = static_cast<double>(z.size());
  double product = 1.0;
  for (Index i = 0; i < z.size(); ++i) {
    double sum = 0.0;
    double power = 2.0;
    for (int j = 1; j <= kKatsuuraTerms; ++j, power *= 2.0) {
      const double stretched = power * z[i];
      sum += std::abs(stretched - std::floor(stretched + 0.5)) / power;
    }
    product *= 1.0 + static_cast<double>(i + 1) * sum;
  }
  return 10.0 / (n * n) * (std::pow(product, 10.0 / std::pow(n, 1.2)) - 1.0);
}

RawFunction lunacek_bi_rastrigin(MatrixXd ripples) {
  const auto n = static_cast<double>(ripples.rows());
  const double first = 2.5;
  const double depth = 1.0;
  const double s = 1.0 - 0.5 / (std::sqrt(n + 20.0) - 4.1);
  const double second = -std::sqrt((first * first - depth) / s);
  MatrixXd transposed = ripples.transpose();
  return [=, ripples = std::move(ripples)](const Point& x, Point* gradient) {
    double near = 0.0;
    double far = 0.0;
    for (const double xi : x) {
      near += (xi - first) * (xi - first);
      far += (xi - second) * (xi - second);
    }
    far = depth * n + s * far;
    Point z = x;
    z.array() -= first;
    z = product(ripples, z);
    if (gradient == nullptr) return std::min(near, far) + cosine_lattice(z, nullptr);
    gradient->setZero();
    const double waves = cosine_lattice(z, gradient);
    *gradient = product(transposed, *gradient);
    const double steepness = near < far ? 2.0 : 2.0 * s;
    gradient->array() += steepness * (x.array() - (near < far ? first : second));
    return std::min(near, far) + waves;
  };
}

}  // namespace ravine::problem::bbob
