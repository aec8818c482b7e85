// What an objective offers beside its gradient: products of its Hessian with vectors, which cost
// about as much as a gradient and have no error of a difference (Pearlmutter 1994).
#pragma once

#include "ravine/executor.h"
#include "ravine/objective.h"

namespace ravine {

/// A second base of an Objective, found by a cast. Keeps no state, as the Objective.
class HessianProducts {
 public:
  virtual ~HessianProducts() = default;

  /// False where this object of the class has none, since a part of it has no second derivative.
  virtual bool has_hessian_products() const = 0;

  /// The Hessian at x times v (n entries each), written to `product`, which is resized; the work is
  /// spread over `executor`, and the bits never depend on it. Throws std::logic_error where there
  /// are none.
  virtual void hessian_product_on(const Executor& executor, const VectorXd& x, const VectorXd& v,
                                  VectorXd& product) const = 0;
};

}  // namespace ravine
