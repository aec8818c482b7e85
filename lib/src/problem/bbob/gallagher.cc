// The BBOB functions f21 and f22 in z: the upper envelope of random Gaussian peaks.
#include <cmath>
#include <limits>
#include <utility>

#include "problem/bbob/generator.h"
#include "problem/bbob/raw_functions.h"

namespace ravine::problem::bbob {
namespace {

constexpr double kHighest = 10.0;
constexpr double kLowestOfOthers = 1.1;
constexpr double kHighestOfOthers = 9.1;
constexpr double kLargestCondition = 1000.0;  // of the others, as a root

double fraction_of(Index i, Index last) {
  return static_cast<double>(i) / static_cast<double>(last);
}

/// The peaks' heights; the first is the highest.
VectorXd heights(const Peaks& peaks) {
  VectorXd w(peaks.count);
  w[0] = kHighest;
  for (Index j = 1; j < peaks.count; ++j) {
    w[j] = kLowestOfOthers +
           fraction_of(j - 1, peaks.count - 2) * (kHighestOfOthers - kLowestOfOthers);
  }
  return w;
}

/// The roots of the peaks' condition numbers, each of an even geometric sequence once.
VectorXd conditions(const Peaks& peaks) {
  VectorXd c(peaks.count);
  c[0] = peaks.condition;
  const std::vector<Index> order = order_of(uniform(peaks.count - 1, peaks.seed));
  for (Index j = 1; j < peaks.count; ++j) {
    const Index rank = order[static_cast<std::size_t>(j - 1)];
    c[j] = std::pow(kLargestCondition, fraction_of(rank, peaks.count - 2));
  }
  return c;
}

/// The peaks' curvatures along the axes, a column a peak.
MatrixXd curvatures(const Peaks& peaks, Index n) {
  const VectorXd c = conditions(peaks);
  MatrixXd curvature(n, peaks.count);
  for (Index j = 0; j < peaks.count; ++j) {
    const std::vector<Index> order = order_of(uniform(n, peaks.seed + 1000 * j));
    for (Index i = 0; i < n; ++i) {
      curvature(i, j) = std::pow(c[j], fraction(order[static_cast<std::size_t>(i)], n) - 0.5);
    }
  }
  return curvature;
}

/// The peaks' places before the rotation, a column a peak.
MatrixXd places(const Peaks& peaks, Index n) {
  const std::vector<double> u = uniform(n * peaks.count, peaks.seed);
  MatrixXd place = Eigen::Map<const MatrixXd>(u.data(), n, peaks.count);
  place.array() = peaks.range * place.array() - peaks.range / 2.0;
  place.col(0) *= 0.8;
  return place;
}

}  // namespace

VectorXd highest_peak(const Peaks& peaks, Index n) { return places(peaks, n).col(0); }

RawFunction gallagher(const Peaks& peaks, const MatrixXd& rotation) {
  const Index n = rotation.rows();
  MatrixXd place = places(peaks, n);
  for (Index j = 0; j < peaks.count; ++j) place.col(j) = product(rotation, place.col(j));
  const VectorXd height = heights(peaks);
  const VectorXd log_height = height.array().log();
  const double half = 0.5 / static_cast<double>(n);
  return [=, curvature = curvatures(peaks, n), place = std::move(place)](const Point& z,
                                                                         Point* gradient) {
    // The highest of w exp(-q/2n) is found by its logarithm: one exponential instead of a hundred.
    double highest = -std::numeric_limits<double>::infinity();
    double distance = 0.0;
    Index peak = 0;
    for (Index j = 0; j < place.cols(); ++j) {
      double q = 0.0;
      for (Index i = 0; i < z.size(); ++i) {
        const double d = z[i] - place(i, j);
        q += curvature(i, j) * d * d;
      }
      const double level = log_height[j] - half * q;
      if (!(level > highest)) continue;
      highest = level;
      distance = q;
      peak = j;
    }
    const double bump = height[peak] * std::exp(-half * distance);
    const double wavy = oscillated(kHighest - bump);
    if (gradient != nullptr) {
      const double outer = 2.0 * wavy * oscillated_slope(kHighest - bump) * bump * half * 2.0;
      *gradient = outer * curvature.col(peak).cwiseProduct(z - place.col(peak));
    }
    return wavy * wavy;
  };
}

}  // namespace ravine::problem::bbob
