// The library's two verbs: minimise a function, and take its gradient.
#pragma once

#include <memory>

#include "ravine/forwarding.h"
#include "ravine/function.h"
#include "ravine/objective.h"
#include "ravine/options.h"
#include "ravine/problem.h"
#include "ravine/result.h"

namespace ravine {

class Optimizer;

namespace detail {

RAVINE_EXPORT std::shared_ptr<Result> minimize(const Objective& objective, const VectorXd& x0,
                                               const Options& options);
RAVINE_EXPORT std::shared_ptr<Result> minimize_with(const Optimizer& method,
                                                    const Objective& objective, const VectorXd& x0,
                                                    const Options& options);
RAVINE_EXPORT std::shared_ptr<VectorXd> gradient(const Objective& objective, const VectorXd& x,
                                                 const GradientOptions& options);

}  // namespace detail

/// Minimises `objective` from `x0` (its dimension, finite). Without a gradient named in the options
/// the objective is asked once, at `x0`, whether it has one; that evaluation is the run's first.
/// Throws std::invalid_argument for an option that cannot be used, naming it; an exception of the
/// objective's reaches the caller.
inline Result minimize(const Objective& objective, const VectorXd& x0,
                       const Options& options = {}) {
  return detail::with_library_memory(objective, [&](const Objective& f) {
    return detail::taken(detail::minimize(f, x0, options));
  });
}

/// The same for a problem's objective.
inline Result minimize(const Problem& problem, const VectorXd& x0, const Options& options = {}) {
  return detail::taken(detail::minimize(problem.objective(), x0, options));
}

/// The same for a callable: `double(const VectorXd&)`, or with its gradient
/// `double(const VectorXd&, VectorXd*)`.
template <class F>
requires(ValueFunction<F> || GradientFunction<F>) Result
    minimize(const F& f, const VectorXd& x0, const Options& options = {}) {
  return minimize(ObjectiveOf<F>(f, x0.size()), x0, options);
}

/// The same with a method that need not be in a table, such as one of the caller's own;
/// `options.method` is not looked up.
inline Result minimize_with(const Optimizer& method, const Objective& objective, const VectorXd& x0,
                            const Options& options = {}) {
  return detail::with_library_memory(objective, [&](const Objective& f) {
    return detail::taken(detail::minimize_with(method, f, x0, options));
  });
}

template <class F>
requires(ValueFunction<F> || GradientFunction<F>) Result
    minimize_with(const Optimizer& method, const F& f, const VectorXd& x0,
                  const Options& options = {}) {
  return minimize_with(method, ObjectiveOf<F>(f, x0.size()), x0, options);
}

/// The gradient at `x` (its dimension), from the source that `options` names: n entries. Throws as
/// `minimize`.
inline VectorXd gradient(const Objective& objective, const VectorXd& x,
                         const GradientOptions& options = {}) {
  return detail::with_library_memory(objective, [&](const Objective& f) {
    return detail::taken(detail::gradient(f, x, options));
  });
}

inline VectorXd gradient(const Problem& problem, const VectorXd& x,
                         const GradientOptions& options = {}) {
  return detail::taken(detail::gradient(problem.objective(), x, options));
}

template <class F>
requires(ValueFunction<F> || GradientFunction<F>) VectorXd
    gradient(const F& f, const VectorXd& x, const GradientOptions& options = {}) {
  return gradient(ObjectiveOf<F>(f, x.size()), x, options);
}

}  // namespace ravine
