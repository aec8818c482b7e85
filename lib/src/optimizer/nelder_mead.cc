#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <span>
#include <string>
#include <vector>

#include "optimizer/optimizers.h"
#include "optimizer/square_memory.h"

namespace ravine::optimizers {
namespace {

struct Coefficients {
  double reflect = 1.0;
  double expand = 2.0;
  double contract = 0.5;
  double shrink = 0.5;

  /// Gao & Han 2012, eq. 4.1; equal to the standard ones at n = 2.
  static Coefficients adaptive(Index n) {
    const auto d = static_cast<double>(std::max<Index>(n, 2));
    return {1.0, 1.0 + 2.0 / d, 0.75 - 0.5 / d, 1.0 - 1.0 / d};
  }
};

/// n + 1 points with their values, the best first; equal values keep their order (Lagarias et al.
/// 1998). A value that is not finite counts as infinitely high.
class Simplex {
 public:
  Simplex(Index n, Coefficients c) : c_(c), points_(static_cast<std::size_t>(n + 1)) {}

  const VectorXd& best() const { return points_.front().x; }
  double best_value() const { return points_.front().f; }

  /// x and its n neighbours along the axes, `size` max(1, |x|) away in the maximum norm. Where the
  /// neighbour is above x, the one on the other side is looked at as well, and the lower one taken.
  bool build(Oracle& oracle, const VectorXd& x, double size) {
    const double edge = size * std::max(1.0, x.lpNorm<Eigen::Infinity>());
    wall_ = std::numeric_limits<double>::infinity();
    for (Point& point : points_) point.x = x;
    for (std::size_t i = 1; i < points_.size(); ++i) points_[i].x[axis_of(i)] += edge;
    if (!evaluate(oracle, points_)) return false;
    std::vector<Point> opposites;
    std::vector<std::size_t> places;
    for (std::size_t i = 1; i < points_.size(); ++i) {
      if (points_[i].f <= points_[0].f) continue;
      opposites.push_back({x});
      opposites.back().x[axis_of(i)] -= edge;
      places.push_back(i);
    }
    if (!evaluate(oracle, opposites)) return false;
    for (std::size_t k = 0; k < places.size(); ++k) {
      if (opposites[k].f < points_[places[k]].f) points_[places[k]] = std::move(opposites[k]);
    }
    sort();
    return true;
  }

  /// One step of the algorithm (Nelder & Mead 1965).
  bool step(Oracle& oracle) {
    VectorXd centroid = VectorXd::Zero(best().size());
    for (std::size_t i = 0; i + 1 < points_.size(); ++i) centroid += points_[i].x;
    centroid /= static_cast<double>(points_.size() - 1);
    Point& worst = points_.back();
    const double second = points_[points_.size() - 2].f;
    const VectorXd away = centroid - worst.x;

    Point reflected{centroid + c_.reflect * away};
    if (!evaluate(oracle, reflected)) return false;
    if (reflected.f < best_value()) {
      Point expanded{centroid + c_.reflect * c_.expand * away};
      if (!evaluate(oracle, expanded)) return false;
      worst = expanded.f < reflected.f ? expanded : reflected;
    } else if (reflected.f < second) {
      worst = reflected;
    } else {
      const bool outside = reflected.f < worst.f;
      Point contracted{centroid + (outside ? c_.reflect * c_.contract : -c_.contract) * away};
      if (!evaluate(oracle, contracted)) return false;
      if (outside ? contracted.f <= reflected.f : contracted.f < worst.f) {
        worst = contracted;
      } else if (!shrink(oracle)) {
        return false;
      }
    }
    sort();
    return true;
  }

  /// The largest distance from the best point, relative to max(1, |x|), in the maximum norm.
  double size() const {
    const double scale = std::max(1.0, best().lpNorm<Eigen::Infinity>());
    double largest = 0.0;
    for (const Point& point : points_) {
      largest = std::max(largest, (point.x - best()).lpNorm<Eigen::Infinity>());
    }
    return largest / scale;
  }

  /// Whether a value close to the best point was not finite.
  bool beside_a_wall() const {
    return wall_ <= 1e-6 * std::max(1.0, best().lpNorm<Eigen::Infinity>());
  }

  double spread() const { return points_.back().f - best_value(); }

 private:
  struct Point {
    VectorXd x;
    double f = 0.0;
  };

  static Index axis_of(std::size_t point) { return static_cast<Index>(point) - 1; }

  bool evaluate(Oracle& oracle, Point& point) {
    if (!oracle.value(point.x, point.f)) return false;
    note(point);
    return true;
  }

  /// The same for points that do not wait for each other.
  bool evaluate(Oracle& oracle, std::span<Point> points) {
    std::vector<VectorXd> positions(points.size());
    for (std::size_t i = 0; i < points.size(); ++i) positions[i].swap(points[i].x);
    VectorXd values;
    const bool go_on = oracle.values(positions, values);
    for (std::size_t i = 0; i < points.size(); ++i) {
      points[i].x.swap(positions[i]);
      points[i].f = values[static_cast<Index>(i)];
    }
    if (go_on) {
      for (Point& point : points) note(point);
    }
    return go_on;
  }

  /// Takes a value that is not finite for an infinite one, and keeps how near it is.
  void note(Point& point) {
    if (std::isfinite(point.f)) return;
    point.f = std::numeric_limits<double>::infinity();
    if (std::isfinite(best_value())) {
      wall_ = std::min(wall_, (point.x - best()).lpNorm<Eigen::Infinity>());
    }
  }

  bool shrink(Oracle& oracle) {
    const std::span<Point> others = std::span(points_).subspan(1);
    for (Point& point : others) point.x = best() + c_.shrink * (point.x - best());
    return evaluate(oracle, others);
  }

  void sort() {
    std::stable_sort(points_.begin(), points_.end(),
                     [](const Point& a, const Point& b) { return a.f < b.f; });
  }

  Coefficients c_;
  std::vector<Point> points_;
  double wall_ = std::numeric_limits<double>::infinity();  // the nearest value that was not finite
};

/// Gao and Han's coefficients are for many dimensions: up to ten the standard ones need fewer
/// evaluations on most of the problems of Moré, Garbow & Hillstrom, beyond they solve fewer.
Coefficients coefficients(const std::string& name, Index n) {
  const bool adaptive = name == "adaptive" || (name == "automatic" && n > 10);
  return adaptive ? Coefficients::adaptive(n) : Coefficients();
}

class NelderMead final : public Optimizer {
 public:
  NelderMead(std::string coefficients, double size, double tolerance)
      : coefficients_(std::move(coefficients)), size_(size), tolerance_(tolerance) {}
  bool uses_gradient() const override { return false; }

  void minimize(Oracle& oracle, VectorXd& x) const override {
    expect_square_fits("nelder_mead", x.size(), "lbfgs or spsa");
    Simplex simplex(x.size(), coefficients(coefficients_, x.size()));
    // A simplex can collapse at a point that is no minimum (McKinnon 1998), so each end is tried
    // from a fresh simplex, until one brings nothing.
    double before = std::numeric_limits<double>::infinity();
    while (descend(oracle, simplex, x)) {
      x = simplex.best();
      const double value = simplex.best_value();
      if (simplex.beside_a_wall() || !std::isfinite(simplex.spread())) {
        oracle.finish(Status::kNonFinite, "the values around the best point are NaN or infinite");
        return;
      }
      if (!(before - value > tolerance_ * (1.0 + std::abs(value)))) {
        oracle.finish(Status::kConverged,
                      "the simplex is within tolerance, and a fresh one agrees");
        return;
      }
      before = value;
    }
  }

 private:
  /// Shrinks a fresh simplex at x to the tolerance's size; false once the run is over.
  bool descend(Oracle& oracle, Simplex& simplex, const VectorXd& x) const {
    if (!simplex.build(oracle, x, size_)) return false;
    if (!oracle.accept(simplex.best(), simplex.best_value())) return false;
    while (simplex.size() > tolerance_ ||
           simplex.spread() > tolerance_ * (1.0 + std::abs(simplex.best_value()))) {
      const double size_before = simplex.size();
      if (!simplex.step(oracle)) return false;
      if (!oracle.accept(simplex.best(), simplex.best_value())) return false;
      // A simplex this small moves no more in floating point.
      if (size_before < 1e-15) break;
    }
    return true;
  }

  std::string coefficients_;
  double size_;
  double tolerance_;
};

}  // namespace

Entry<Optimizer> nelder_mead() {
  return {"nelder_mead",
          "downhill simplex, n + 1 points (Nelder & Mead 1965)",
          {{.name = "coefficients",
            .default_value = "automatic",
            .summary = "adaptive: by dimension (Gao & Han 2012); automatic: so beyond ten",
            .choices = {"automatic", "standard", "adaptive"}},
           {.name = "size",
            .default_value = "1.9",
            .summary = "of the first simplex, relative to the largest of 1 and the |x_i|",
            .low = 1e-12},
           {.name = "tolerance",
            .default_value = "1e-12",
            .summary = "relative size and spread at which it has converged",
            .low = 0.0}},
          [](const Parameters& p) {
            return std::make_unique<NelderMead>(p.word("coefficients"), p.number("size"),
                                                p.number("tolerance"));
          }};
}

}  // namespace ravine::optimizers
