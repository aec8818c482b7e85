// How a gradient is got from an objective: analytically, or from differences of values.
#pragma once

#include <Eigen/Core>
#include <array>
#include <cmath>
#include <limits>
#include <memory>
#include <optional>
#include <string>

#include "gradient/cached_capability.h"
#include "ravine/executor.h"
#include "ravine/export.h"
#include "ravine/objective.h"

namespace ravine {

/// What a gradient costs in evaluations.
struct GradientCost {
  Index values = 0;
  Index gradients = 0;
  /// The sizes of the first batches of values, each of which waits for the batch before it. The
  /// rest of the values goes out together.
  std::array<Index, 2> first_batches{};
};

/// What the probes of a finite difference saw besides the gradient.
struct Probes {
  double best = std::numeric_limits<double>::infinity();  ///< smallest finite value of a probe
  Index coordinate = -1;  ///< the probe at `best` is x with this coordinate ...
  double position = 0.0;  ///< ... set to this
  Index non_finite = 0;   ///< probes that were NaN or infinite
  double rounding_square = 0.0;

  /// Adds what the round-off of two values, a distance apart, may do to an entry of the gradient.
  void add_rounding(double one, double other, double distance) {
    const double last_bits =
        0.5 * std::numeric_limits<double>::epsilon() * (std::abs(one) + std::abs(other));
    rounding_square += (last_bits / distance) * (last_bits / distance);
  }
  /// What the round-off of the values may do to the gradient's norm.
  double rounding() const { return std::sqrt(rounding_square); }
};

/// What a gradient source is asked for.
struct GradientQuery {
  const Objective& f;
  const Executor& executor;
  const VectorXd& x;
  std::optional<double> value;  ///< f(x), where it is known
  bool value_wanted;            ///< f(x) is to be returned
};

/// Makes gradients for one run; keeps its workspace from call to call, so one object serves one
/// thread at a time.
class RAVINE_EXPORT GradientSource {
 public:
  virtual ~GradientSource() = default;

  /// True where the gradient is the objective's own, which a caller may then ask itself.
  virtual bool analytic() const { return false; }

  /// Why the source cannot be used on `objective`, or an empty text where it can.
  virtual std::string misfit(const Objective&) const { return {}; }

  /// What `gradient` costs in n dimensions, with f(x) known or not.
  virtual GradientCost cost(Index n, bool value_known) const = 0;

  /// What `value_and_gradient` costs. The value is one of the first batch.
  virtual GradientCost cost_with_value(Index n) const {
    GradientCost c = cost(n, true);
    ++c.values;
    if (c.first_batches[0] > 0) ++c.first_batches[0];
    return c;
  }

  /// The gradient at x, written to `gradient` (resized to n); `value` is f(x) where it is known.
  void gradient(const Objective& objective, const Executor& executor, const VectorXd& x,
                std::optional<double> value, VectorXd& gradient, Probes& probes) {
    differentiate({objective, executor, x, value, false}, gradient, probes);
  }

  /// f(x), and the gradient as above.
  double value_and_gradient(const Objective& objective, const Executor& executor, const VectorXd& x,
                            VectorXd& gradient, Probes& probes) {
    return differentiate({objective, executor, x, std::nullopt, true}, gradient, probes);
  }

  /// An estimate of the absolute error of each entry of the last gradient; empty where the source
  /// makes none.
  virtual const VectorXd& error_estimate() const {
    static const VectorXd none;
    return none;
  }

 protected:
  /// Writes the gradient, and returns f(x) where the query wants it. All evaluations that do not
  /// wait for others go out together, f(x) among them.
  virtual double differentiate(const GradientQuery& query, VectorXd& gradient, Probes& probes) = 0;
};

}  // namespace ravine
