// Whether the gradient that a function gives is that of its values.
#pragma once

#include <limits>
#include <memory>
#include <string>

#include "ravine/forwarding.h"
#include "ravine/function.h"
#include "ravine/objective.h"
#include "ravine/options.h"
#include "ravine/problem.h"

namespace ravine {

/// A gradient beside differences of values. Where nothing differs, the entry that is named is the
/// one that is off most.
struct GradientCheck {
  bool agrees = true;  ///< no entry differs from differences by more than their error
  Index index = -1;    ///< the worst entry; -1: the gradient has another size than x
  double gradient = std::numeric_limits<double>::quiet_NaN();    ///< that entry of the gradient
  double difference = std::numeric_limits<double>::quiet_NaN();  ///< the same by differences
  double error = std::numeric_limits<double>::quiet_NaN();       ///< estimated, of `difference`
  Index wrong = 0;                                               ///< entries that differ
  Index unchecked = 0;       ///< entries beside which the values are not finite
  std::string likely_error;  ///< "the sign is wrong"; empty where the gradient agrees
  std::string message;       ///< all of this in one sentence
};

namespace detail {

/// A callable with its gradient, of whatever size the callable makes it.
template <class F>
class AnySizeObjective final : public FunctionObjective<F> {
 public:
  using FunctionObjective<F>::FunctionObjective;

  double value_and_gradient(const VectorXd& x, VectorXd& gradient) const override {
    return this->function()(x, &gradient);
  }
};

RAVINE_EXPORT std::shared_ptr<GradientCheck> check_gradient(const Objective& f, const VectorXd& x,
                                                            const GradientOptions& options);

}  // namespace detail

/// Compares the gradient at `x` (the dimension of `f`, finite) with differences of values: 2n
/// values of f, and up to 55 for an entry that they do not confirm. A subgradient at a kink agrees
/// where it lies between the slopes of both sides. `options.gradient` may name another source than
/// "analytic". Throws std::invalid_argument where f has no gradient.
inline GradientCheck check_gradient(const Objective& f, const VectorXd& x,
                                    const GradientOptions& options = {}) {
  return detail::with_library_memory(f, [&](const Objective& inside) {
    return detail::taken(detail::check_gradient(inside, x, options));
  });
}

inline GradientCheck check_gradient(const Problem& problem, const VectorXd& x,
                                    const GradientOptions& options = {}) {
  return detail::taken(detail::check_gradient(problem.objective(), x, options));
}

template <class F>
requires(ValueFunction<F> || GradientFunction<F>) GradientCheck
    check_gradient(const F& f, const VectorXd& x, const GradientOptions& options = {}) {
  if constexpr (GradientFunction<F>) {
    return ravine::check_gradient(detail::AnySizeObjective<F>(f, x.size()), x, options);
  } else {
    return ravine::check_gradient(ObjectiveOf<F>(f, x.size()), x, options);
  }
}

}  // namespace ravine
