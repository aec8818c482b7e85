// Samples that no method sees: how they are chosen, and how those of another file are made to fit.
#pragma once

#include "ravine/data_set.h"
#include "ravine/export.h"

namespace ravine {

/// A data set in two parts, each in the order of the whole.
struct Split {
  DataSet training;
  DataSet held_out;
};

/// Holds out floor(share n) samples. They are drawn by seed 1, so that every run has the same.
/// Throws std::invalid_argument where the share is not inside (0, 1) or holds out no sample.
RAVINE_EXPORT Split hold_out(const DataSet& data, double share);

/// Holds out every fifth sample, from the fifth on.
Split hold_out_every_fifth(const DataSet& data);

/// Numbers the classes of `held_out` as those of `training`, and stores its features alike. A
/// LIBSVM file does not tell how many features there are, so missing ones at the end are zeros.
/// Throws std::invalid_argument for other features and for a class that `training` does not know.
RAVINE_EXPORT void align(DataSet& held_out, const DataSet& training);

}  // namespace ravine
