// What an objective may offer beside its value and gradient: small interfaces, each a second base
// of its class, all found by one query.
#pragma once

#include <Eigen/Core>

#include "ravine/executor.h"
#include "ravine/export.h"
#include "ravine/objective.h"

namespace ravine {

/// The capability C of f, or null where f does not offer it. The pointer lives as long as f.
///
///     if (const auto* many = capability<ManyPoints>(f)) many->values(points, values);
template <class C>
const C* capability(const Objective& f) {
  const auto* const offer = dynamic_cast<const C*>(&f);
  return offer != nullptr && offer->C::offered() ? offer : nullptr;
}

/// The work of one evaluation, spread over an executor. The bits never depend on the executor.
class RAVINE_EXPORT ParallelEvaluation {
 public:
  virtual ~ParallelEvaluation() = default;
  bool offered() const { return true; }

  /// As `value` and `value_and_gradient` of the objective.
  virtual double value_on(const Executor& executor, const VectorXd& x) const = 0;
  virtual double value_and_gradient_on(const Executor& executor, const VectorXd& x,
                                       VectorXd& gradient) const = 0;
};

/// Points as columns. A row holds one coordinate of all of them side by side, so that vector lanes
/// work across points.
using Points = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// Many points at once, in less time than one by one.
class RAVINE_EXPORT ManyPoints {
 public:
  virtual ~ManyPoints() = default;
  bool offered() const { return lanes() > 1; }

  /// How many points `values` takes best at once; 1 where it is no faster than one by one.
  virtual Index lanes() const = 0;

  /// f at each column of `points` (dimension() rows), written to `values` (resized to the number
  /// of columns). The bits are those of `value`.
  virtual void values(const Points& points, VectorXd& values) const = 0;
};

/// A sum of terms that read few coordinates each (Griewank & Toint 1982).
class RAVINE_EXPORT TouchedTerms {
 public:
  virtual ~TouchedTerms() = default;
  bool offered() const { return has_touched_terms(); }
  /// False where this object of the class is no such sum.
  virtual bool has_touched_terms() const { return true; }

  /// The sum of the terms that read x_i: as much of f(x) as a step along coordinate i changes.
  virtual double touched_value(const VectorXd& x, Index i) const = 0;
};

class Complex;
class Dual;
using ComplexVector = Eigen::Matrix<Complex, Eigen::Dynamic, 1>;
using DualVector = Eigen::Matrix<Dual, Eigen::Dynamic, 1>;

/// A function that is written for any scalar: f of dual and of complex numbers.
class RAVINE_EXPORT AnyScalar {
 public:
  virtual ~AnyScalar() = default;
  bool offered() const { return takes_any_scalar(); }
  /// False where this object of the class takes no scalar but double.
  virtual bool takes_any_scalar() const { return true; }

  virtual Dual dual_value(const DualVector& x) const = 0;
  virtual Complex complex_value(const ComplexVector& x) const = 0;
};

/// Products of the Hessian with vectors, which cost about as much as a gradient and have no error
/// of a difference (Pearlmutter 1994).
class RAVINE_EXPORT HessianProducts {
 public:
  virtual ~HessianProducts() = default;
  bool offered() const { return has_hessian_products(); }
  /// False where this object of the class has none, since a part of it has no second derivative.
  virtual bool has_hessian_products() const { return true; }

  /// Writes the Hessian at x times v (n entries each) to `product`, which is resized. The work is
  /// spread over `executor`, and the bits never depend on it.
  virtual void hessian_product_on(const Executor& executor, const VectorXd& x, const VectorXd& v,
                                  VectorXd& product) const = 0;
};

/// A function that is flat wherever it is continuous. Its gradient says nothing, so every gradient
/// source is refused on it.
class RAVINE_EXPORT Flat {
 public:
  virtual ~Flat() = default;
  bool offered() const { return is_flat(); }
  /// False where this object of the class is not flat.
  virtual bool is_flat() const { return true; }
};

}  // namespace ravine
