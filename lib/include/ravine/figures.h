// Figures that a run is judged by and that no method sees, such as the loss on held-out samples.
#pragma once

#include <Eigen/Core>
#include <functional>
#include <string>
#include <vector>

#include "ravine/executor.h"

namespace ravine {

/// Some figures of a point, by name. They are taken beside a run: its clock stands still, and they
/// are not counted.
struct Figures {
  std::vector<std::string> names = {};
  /// The figures at x, where the objective has `value`, in the order of the names. One that is not
  /// finite was not to be had.
  std::function<std::vector<double>(const Executor&, const Eigen::VectorXd& x, double value)> at =
      {};
};

}  // namespace ravine
