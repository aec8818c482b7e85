// What is minimised: a function of n real parameters, with what is known about it.
#pragma once

#include <Eigen/Core>
#include <concepts>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>

#include "ravine/executor.h"

namespace ravine {

using Eigen::Index;
using Eigen::VectorXd;

class Complex;
class Dual;
using ComplexVector = Eigen::Matrix<Complex, Eigen::Dynamic, 1>;
using DualVector = Eigen::Matrix<Dual, Eigen::Dynamic, 1>;

/// Throws std::invalid_argument where a gradient, which an objective is free to resize, has not n
/// entries.
void check_gradient(const VectorXd& gradient, Index n);

/// Points as columns. A row holds one coordinate of all of them side by side, so that vector lanes
/// work across points.
using Points = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// Derivatives of a loss in the scores of some samples, a row a sample.
using ScoreDerivatives = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// A function f: R^n -> R. It counts nothing and keeps no state between calls: every member is
/// const and may be called from several threads at once.
class Objective {
 public:
  virtual ~Objective() = default;

  /// n, at least 1.
  virtual Index dimension() const = 0;

  /// f(x); `x` has `dimension()` entries. May return NaN or infinity.
  virtual double value(const VectorXd& x) const = 0;

  /// True where `value_and_gradient` is overridden.
  virtual bool has_gradient() const { return false; }

  /// False for a function that is flat wherever it is continuous, whose gradient says nothing:
  /// every gradient source is refused on it.
  virtual bool differentiable() const { return true; }

  /// f(x), and its gradient (or a subgradient where f has a kink) written to `gradient`, which is
  /// resized to `dimension()`. Throws std::invalid_argument where f offers no gradient.
  virtual double value_and_gradient(const VectorXd& x, VectorXd& gradient) const;

  /// The same values, with the work of one evaluation spread over `executor`. The bits never
  /// depend on the executor.
  virtual double value_on(const Executor& executor, const VectorXd& x) const;
  virtual double value_and_gradient_on(const Executor& executor, const VectorXd& x,
                                       VectorXd& gradient) const;

  /// How many points `values` takes best at once: above 1 where it is faster than `value`.
  virtual Index lanes() const { return 1; }

  /// f at each column of `points` (dimension() rows), written to `values` (resized to the number
  /// of columns). The bits are those of `value`.
  virtual void values(const Points& points, VectorXd& values) const;

  /// True where f is a sum of terms that read few coordinates each (Griewank & Toint 1982).
  virtual bool partially_separable() const { return false; }

  /// The sum of the terms that read x_i: as much of f(x) as a step along coordinate i changes.
  virtual double touched_value(const VectorXd& x, Index i) const;

  /// True where f is written for any scalar, so that the two below are overridden.
  virtual bool templated() const { return false; }

  /// f of dual and of complex numbers; both throw std::invalid_argument where f is not templated.
  virtual Dual dual_value(const DualVector& x) const;
  virtual Complex complex_value(const ComplexVector& x) const;

  /// The smallest value of f, where it is known.
  virtual std::optional<double> minimum() const { return std::nullopt; }

  /// The standard start; the origin unless the problem has one of its own.
  virtual VectorXd start() const { return VectorXd::Zero(dimension()); }

  /// A start fixed by `seed`: 1 is the standard start, any other seed draws one around it.
  virtual VectorXd start(std::uint64_t seed) const;

  /// The unit vector along which f curves most, for quadratic ravines.
  virtual std::optional<VectorXd> steep_axis() const { return std::nullopt; }

  /// The share of samples that the parameters classify wrongly, for classification risks.
  virtual std::optional<double> error_rate(const Executor&, const VectorXd&) const {
    return std::nullopt;
  }
};

/// A mini-batch: numbers of terms, in [0, terms()). Borrowed.
struct Batch {
  Batch(std::convertible_to<std::span<const Index>> auto&& of, std::span<const Index> expected = {})
      : terms(std::forward<decltype(of)>(of)), next(expected) {}

  std::span<const Index> terms;
  std::span<const Index> next;  ///< asked for after these, as far as is known; changes no result
};

/// An objective that is the mean of many terms, one a sample, so that a few of them give an
/// estimate of the whole.
class FiniteSum : public Objective {
 public:
  /// The number of terms.
  virtual Index terms() const = 0;

  /// The mean over `batch`, with any penalty in full; the work is spread over `executor`, and the
  /// bits never depend on it.
  virtual double batch_value(const Executor& executor, const Batch& batch,
                             const VectorXd& x) const = 0;
  virtual double batch_value_and_gradient(const Executor& executor, const Batch& batch,
                                          const VectorXd& x, VectorXd& gradient) const = 0;

  /// Where term i is a loss of scores J_i x that are linear in x, up to a penalty: how many scores,
  /// so that as many numbers, the loss's derivatives in them, fix the term's gradient. Else 0.
  virtual Index scores() const { return 0; }

  /// Takes the derivatives of the terms of `batch` from those in `known` (a row a term) to those at
  /// x, and writes the mean change of the gradients, without any penalty, to `change`. Returns the
  /// mean of the terms at x. Throws std::logic_error where `scores` is 0.
  virtual double batch_change(const Executor& executor, const Batch& batch, const VectorXd& x,
                              ScoreDerivatives& known, VectorXd& change) const;

  /// Adds the penalty's gradient at x to `gradient`.
  virtual void add_penalty_gradient(const VectorXd& x, VectorXd& gradient) const;
};

}  // namespace ravine
