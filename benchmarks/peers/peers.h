// Outside libraries as methods under their own names ("nlopt:lbfgs"), through the same oracle as
// Ravine's own.
#pragma once

#include <vector>

#include "ravine/optimizer.h"
#include "ravine/spec.h"

namespace ravine {

/// The methods of each library that was found when the build was configured.
std::vector<Entry<Optimizer>> peers();

namespace peer {

// A library each.
std::vector<Entry<Optimizer>> ceres();
std::vector<Entry<Optimizer>> dlib();
std::vector<Entry<Optimizer>> gsl();
std::vector<Entry<Optimizer>> liblbfgs();
std::vector<Entry<Optimizer>> nlopt();

}  // namespace peer
}  // namespace ravine
