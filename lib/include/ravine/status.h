// Why a run ended.
#pragma once

#include <string>

#include "ravine/export.h"

namespace ravine {

enum class Status {
  kTargetReached,   ///< an evaluation was at or below the target
  kConverged,       ///< the gradient, the change or the method's own size is within tolerance
  kStalled,         ///< the method can make no more progress in floating point
  kMaxEvaluations,  ///< the next evaluation would have gone over the budget
  kMaxSeconds,      ///< the time budget is spent
  kDiverged,        ///< the values grew without bound
  kNonFinite,       ///< NaN or infinity, with no way back
  kStopped,         ///< the observer asked for it
};

/// The name as in results files: "target_reached", "converged", ...
RAVINE_EXPORT std::string to_string(Status status);

}  // namespace ravine
