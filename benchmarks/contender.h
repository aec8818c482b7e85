// Who computes the gradient: a source of Ravine's, the bare loop that one would write by hand, or
// another library.
#pragma once

#include <functional>
#include <string>

#include "benchmarks/differentiated.h"

namespace ravine {

struct Contender {
  std::function<void(VectorXd& gradient)> compute;  ///< once a call, into a vector of its size
  Index evaluations = 0;                            ///< that one gradient takes
  std::function<double()> error_estimate = {};      ///< Euclidean, of the last one; empty: none
};

/// Makes the contender of this name. `function` must outlive it. Throws std::invalid_argument.
/// - "bare_loop" is a centered difference on the calling thread, with the step of `centered`.
/// - "bare_threads" gives half of that work to a second thread, which waits in a loop. It shows
///   what two cores can do.
/// - "ceres_central" takes 1,000 coordinates. It needs a build that has found Ceres.
/// - Any other name is a gradient source with its parameters.
Contender make_contender(const std::string& name, const Differentiated& function,
                         const std::string& backend, int threads);

/// True where the build has Ceres.
bool has_ceres();

}  // namespace ravine
