#include "ravine/status.h"

namespace ravine {

std::string to_string(Status status) {
  switch (status) {
    case Status::kTargetReached:
      return "target_reached";
    case Status::kConverged:
      return "converged";
    case Status::kStalled:
      return "stalled";
    case Status::kMaxEvaluations:
      return "max_evaluations";
    case Status::kMaxSeconds:
      return "max_seconds";
    case Status::kDiverged:
      return "diverged";
    case Status::kNonFinite:
      return "non_finite";
    case Status::kStopped:
      return "stopped";
  }
  return "unknown";
}

}  // namespace ravine
