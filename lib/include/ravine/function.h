// A callable as an objective.
#pragma once

#include <concepts>
#include <limits>
#include <type_traits>
#include <utility>

#include "ravine/capability.h"
#include "ravine/complex.h"
#include "ravine/dual.h"
#include "ravine/objective.h"

namespace ravine {

/// A callable that is written for any scalar: what `templated` makes.
template <class F>
class Templated {
 public:
  explicit Templated(F f) : f_(std::move(f)) {}

  double operator()(const VectorXd& x) const { return f_(x); }
  Dual operator()(const DualVector& x) const { return f_(x); }
  Complex operator()(const ComplexVector& x) const { return f_(x); }

 private:
  F f_;
};

/// Says that `f` takes vectors of any scalar, which the gradients `autodiff` and `complex_step`
/// need; the mathematical functions are called without `std::`.
///
///     auto f = ravine::templated([](const auto& x) { return exp(x[0]) + x.squaredNorm(); });
///     ravine::minimize(f, x0, {.gradient = "autodiff"});
///
/// The caller has to say so. Asking a generic lambda whether it takes another scalar compiles its
/// body, and a body that does not take it is an error.
template <class F>
Templated<F> templated(F f) {
  return Templated<F>(std::move(f));
}

template <class F>
constexpr bool kTemplated = false;
template <class F>
constexpr bool kTemplated<Templated<F>> = true;

/// f(x) -> double.
template <class F>
concept ValueFunction = std::is_invocable_r_v<double, const F&, const VectorXd&>;

/// f(x, gradient) -> double, where `gradient` is null when only the value is asked for.
template <class F>
concept GradientFunction = std::is_invocable_r_v<double, const F&, const VectorXd&, VectorXd*>;

/// A borrowed callable as an objective. With backends other than "serial" it is called from several
/// threads at once.
template <class F>
requires(ValueFunction<F> || GradientFunction<F>) class FunctionObjective : public Objective {
 public:
  FunctionObjective(const F& f, Index dimension) : f_(f), dimension_(dimension) {}

  Index dimension() const override { return dimension_; }

  double value(const VectorXd& x) const override {
    if constexpr (GradientFunction<F>) {
      return f_(x, static_cast<VectorXd*>(nullptr));
    } else {
      return f_(x);
    }
  }

  double value_and_gradient(const VectorXd& x, VectorXd& gradient) const override {
    if constexpr (GradientFunction<F>) {
      // An entry that f forgets to write stays NaN, which ends the run.
      gradient.setConstant(dimension_, std::numeric_limits<double>::quiet_NaN());
      const double value = f_(x, &gradient);
      if (gradient.size() != dimension_) [[unlikely]] {
        expect_size(gradient, dimension_);
      }
      return value;
    } else {
      return Objective::value_and_gradient(x, gradient);
    }
  }

 protected:
  const F& function() const { return f_; }

 private:
  const F& f_;
  Index dimension_;
};

/// The same for what `templated` makes.
template <class F>
class TemplatedObjective final : public FunctionObjective<F>, public AnyScalar {
 public:
  using FunctionObjective<F>::FunctionObjective;
  Dual dual_value(const DualVector& x) const override { return this->function()(x); }
  Complex complex_value(const ComplexVector& x) const override { return this->function()(x); }
};

/// The objective that a callable makes.
template <class F>
using ObjectiveOf = std::conditional_t<kTemplated<F>, TemplatedObjective<F>, FunctionObjective<F>>;

}  // namespace ravine
