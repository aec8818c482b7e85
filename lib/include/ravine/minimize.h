// The library's two verbs: minimise a function, and take its gradient.
#pragma once

#include <concepts>
#include <type_traits>

#include "ravine/function.h"
#include "ravine/objective.h"
#include "ravine/optimizer.h"
#include "ravine/options.h"
#include "ravine/result.h"

namespace ravine {

namespace detail {

using GradientMember = double (Objective::*)(const VectorXd&, VectorXd&) const;

/// True where T itself overrides `value_and_gradient`, so that a class need not say so twice.
template <class T>
constexpr bool kOverridesGradient = requires {
  requires !std::same_as<decltype(&T::value_and_gradient), GradientMember>;
};

Result minimize(const Objective& objective, const VectorXd& x0, const Options& options,
                bool has_gradient);
Result minimize_with(const Optimizer& method, const Objective& objective, const VectorXd& x0,
                     const Options& options, bool has_gradient);
VectorXd gradient(const Objective& objective, const VectorXd& x, const GradientOptions& options,
                  bool has_gradient);

}  // namespace detail

/// Minimises `objective` from `x0` (its dimension, finite). Throws std::invalid_argument for an
/// option that cannot be used, naming it; an exception of the objective's reaches the caller.
template <std::derived_from<Objective> T>
Result minimize(const T& objective, const VectorXd& x0, const Options& options = {}) {
  return detail::minimize(objective, x0, options,
                          detail::kOverridesGradient<T> || objective.has_gradient());
}

/// The same for a callable: `double(const VectorXd&)`, or with its gradient
/// `double(const VectorXd&, VectorXd*)`.
template <class F>
requires(ValueFunction<F> || GradientFunction<F>) Result
    minimize(const F& f, const VectorXd& x0, const Options& options = {}) {
  return detail::minimize(FunctionObjective<F>(f, x0.size()), x0, options, GradientFunction<F>);
}

/// The same with a method that need not be in a table, such as one of the caller's own;
/// `options.method` is not looked up.
template <std::derived_from<Objective> T>
Result minimize_with(const Optimizer& method, const T& objective, const VectorXd& x0,
                     const Options& options = {}) {
  return detail::minimize_with(method, objective, x0, options,
                               detail::kOverridesGradient<T> || objective.has_gradient());
}

template <class F>
requires(ValueFunction<F> || GradientFunction<F>) Result
    minimize_with(const Optimizer& method, const F& f, const VectorXd& x0,
                  const Options& options = {}) {
  return detail::minimize_with(method, FunctionObjective<F>(f, x0.size()), x0, options,
                               GradientFunction<F>);
}

/// The gradient at `x` (its dimension), from the source that `options` names: n entries. Throws as
/// `minimize`.
template <std::derived_from<Objective> T>
VectorXd gradient(const T& objective, const VectorXd& x, const GradientOptions& options = {}) {
  return detail::gradient(objective, x, options,
                          detail::kOverridesGradient<T> || objective.has_gradient());
}

template <class F>
requires(ValueFunction<F> || GradientFunction<F>) VectorXd
    gradient(const F& f, const VectorXd& x, const GradientOptions& options = {}) {
  return detail::gradient(FunctionObjective<F>(f, x.size()), x, options, GradientFunction<F>);
}

}  // namespace ravine
