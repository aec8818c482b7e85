// Test functions that are sums of squares, f(x) = sum r_i(x)^2 with no half, each made from one
// text of its residuals and their slopes (Moré, Garbow & Hillstrom 1981).
#pragma once

#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "problem/parameters.h"
#include "ravine/capability.h"
#include "ravine/complex.h"
#include "ravine/dual.h"
#include "ravine/problem.h"
#include "ravine/spec.h"

namespace ravine::problem {

template <class Real>
using Vector = Eigen::Matrix<Real, Eigen::Dynamic, 1>;

/// dr/dx_index of a residual that touches few coordinates.
template <class Real>
struct Slope {
  Index index;
  Real slope;
};

/// A text hands its residuals, one after another, to one of the three takers below:
///   add(r, {{j, dr/dx_j}, ...})       a residual of few coordinates;
///   add(r, row)                       one of all coordinates: row() is the vector of its n slopes;
///   share(row), add(r, {...}, slope)  residuals that depend on one function s(x) of all
///                                     coordinates: row() is the gradient of s, slope is dr/ds.
/// A taker that needs no slopes calls no row. The text of a problem is written for any scalar, that
/// of the taker, with the mathematical functions called without `std::`.
template <class Taker>
using RealOf = typename std::remove_cvref_t<Taker>::Real;

/// Takes the value of f alone.
template <class Scalar>
class ValueOfSquares {
 public:
  using Real = Scalar;
  template <class Row>
  void share(const Row&) {}
  void add(const Real& r, std::initializer_list<Slope<Real>>, const Real& = 0.0) {
    value_ += r * r;
  }
  template <class Row>
  void add(const Real& r, const Row&) {
    value_ += r * r;
  }
  const Real& value() const { return value_; }

 private:
  Real value_ = 0.0;
};

/// Takes f and its gradient 2 J^T r, in the work of one pass over the slopes that are not zero.
class GradientOfSquares {
 public:
  using Real = double;
  explicit GradientOfSquares(VectorXd& gradient) : gradient_(gradient) {}

  template <class Row>
  void share(const Row& row) {
    shared_ = row();
  }
  void add(double r, std::initializer_list<Slope<double>> slopes, double shared_slope = 0.0) {
    value_ += r * r;
    for (const auto& [index, slope] : slopes) gradient_[index] += 2.0 * r * slope;
    weight_ += 2.0 * r * shared_slope;
  }
  template <class Row>
  void add(double r, const Row& row) {
    value_ += r * r;
    gradient_ += 2.0 * r * row();
  }
  /// f, after the last residual.
  double finish() {
    if (shared_.size() > 0) gradient_ += weight_ * shared_;
    return value_;
  }

 private:
  VectorXd& gradient_;
  VectorXd shared_;      // the gradient of s
  double weight_ = 0.0;  // df/ds
  double value_ = 0.0;
};

/// r(x) and its Jacobian, m x n.
struct Residuals {
  Vector<long double> r;
  Eigen::Matrix<long double, Eigen::Dynamic, Eigen::Dynamic> jacobian;
};

/// Takes the residuals and the rows of their Jacobian.
class RowsOfResiduals {
 public:
  using Real = long double;
  explicit RowsOfResiduals(Index n) : n_(n) {}

  template <class Row>
  void share(const Row& row) {
    shared_ = row();
  }
  void add(long double r, std::initializer_list<Slope<long double>> slopes,
           long double shared_slope = 0.0L) {
    Vector<long double> row = Vector<long double>::Zero(n_);
    if (shared_.size() > 0) row = shared_slope * shared_;
    for (const auto& [index, slope] : slopes) row[index] += slope;
    push(r, std::move(row));
  }
  template <class Row>
  void add(long double r, const Row& row) {
    push(r, row());
  }
  Residuals residuals() const;

 private:
  void push(long double r, Vector<long double> row) {
    r_.push_back(r);
    rows_.push_back(std::move(row));
  }

  Index n_;
  Vector<long double> shared_;
  std::vector<long double> r_;
  std::vector<Vector<long double>> rows_;
};

/// What is published about a sum of squares.
struct Known {
  VectorXd start;  ///< the standard start, whose size is the dimension
  std::optional<double> minimum;
};

class SumOfSquares : public Objective, public AnyScalar {
 public:
  explicit SumOfSquares(Index dimension) : dimension_(dimension) {}

  Index dimension() const override { return dimension_; }

  /// The residuals and their Jacobian in long double, so that a minimum or a slope can be checked
  /// to more digits than it has.
  virtual Residuals residuals(const Vector<long double>& x) const = 0;

 private:
  Index dimension_;
};

/// The sum of squares of what `text(x, taker)` hands to the taker.
template <class Text>
class SumOfSquaresOf : public SumOfSquares {
 public:
  SumOfSquaresOf(Index dimension, Text text) : SumOfSquares(dimension), text_(std::move(text)) {}

  double value(const VectorXd& x) const override { return value_of(x); }
  double value_and_gradient(const VectorXd& x, VectorXd& gradient) const override {
    gradient.setZero(x.size());
    GradientOfSquares taker(gradient);
    text_(x, taker);
    return taker.finish();
  }
  Residuals residuals(const Vector<long double>& x) const override {
    RowsOfResiduals taker(x.size());
    text_(x, taker);
    return taker.residuals();
  }
  Dual dual_value(const DualVector& x) const override { return value_of(x); }
  Complex complex_value(const ComplexVector& x) const override { return value_of(x); }

 protected:
  const Text& text() const { return text_; }

 private:
  template <class Real>
  Real value_of(const Vector<Real>& x) const {
    ValueOfSquares<Real> taker;
    text_(x, taker);
    return taker.value();
  }

  Text text_;
};

/// `objective` as a problem, from the start that `start=` asks for.
std::unique_ptr<Problem> problem_of(const Parameters& parameters, const Known& known,
                                    std::unique_ptr<const Objective> objective);

/// The problem that `text` gives.
template <class Text>
std::unique_ptr<Problem> squares(const Parameters& parameters, const Known& known, Text text) {
  return problem_of(parameters, known,
                    std::make_unique<SumOfSquaresOf<Text>>(known.start.size(), std::move(text)));
}

/// A sum of squares that takes `parameters` and `start=`, and that `make` makes with `squares`.
Entry<Problem> sum_of_squares(std::string name, std::string summary,
                              std::vector<Parameter> parameters,
                              std::function<std::unique_ptr<Problem>(const Parameters&)> make);

}  // namespace ravine::problem
