// A callable as an objective.
#pragma once

#include <concepts>
#include <type_traits>
#include <utility>

#include "ravine/core/objective.h"

namespace ravine {

/// f(x) -> double.
template <class F>
concept ValueFunction = std::is_invocable_r_v<double, const F&, const VectorXd&>;

/// f(x, gradient) -> double, where `gradient` is null when only the value is asked for.
template <class F>
concept GradientFunction = std::is_invocable_r_v<double, const F&, const VectorXd&, VectorXd*>;

/// A borrowed callable as an objective; with backends other than "serial" it is called from several
/// threads at once.
template <class F>
requires(ValueFunction<F> || GradientFunction<F>) class FunctionObjective final : public Objective {
 public:
  FunctionObjective(const F& f, Index dimension) : f_(f), dimension_(dimension) {}

  Index dimension() const override { return dimension_; }
  bool has_gradient() const override { return GradientFunction<F>; }

  double value(const VectorXd& x) const override {
    if constexpr (GradientFunction<F>) {
      return f_(x, static_cast<VectorXd*>(nullptr));
    } else {
      return f_(x);
    }
  }

  double value_and_gradient(const VectorXd& x, VectorXd& gradient) const override {
    if constexpr (GradientFunction<F>) {
      gradient.resize(dimension_);
      return f_(x, &gradient);
    } else {
      return Objective::value_and_gradient(x, gradient);
    }
  }

 private:
  const F& f_;
  Index dimension_;
};

}  // namespace ravine
