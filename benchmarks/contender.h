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

/// By name: a gradient source with parameters, "bare_loop" (a centered difference on the calling
/// thread, with the step of `centered`), "bare_threads" (half of it on a second thread, which waits
/// in a loop: what two cores of the machine give), or where Ceres was found "ceres_central", which
/// takes 1,000 coordinates. `function` must outlive it. Throws std::invalid_argument.
Contender make_contender(const std::string& name, const Differentiated& function,
                         const std::string& backend, int threads);

/// True where the build has Ceres.
bool has_ceres();

}  // namespace ravine
