#include "ravine/status.h"

#include <gtest/gtest.h>

namespace ravine {
namespace {

// The names are fixed by the results format that scripts and other programs read.
TEST(Status, HasTheNamesOfTheResultsFormat) {
  EXPECT_EQ(to_string(Status::kTargetReached), "target_reached");
  EXPECT_EQ(to_string(Status::kConverged), "converged");
  EXPECT_EQ(to_string(Status::kStalled), "stalled");
  EXPECT_EQ(to_string(Status::kMaxEvaluations), "max_evaluations");
  EXPECT_EQ(to_string(Status::kMaxSeconds), "max_seconds");
  EXPECT_EQ(to_string(Status::kDiverged), "diverged");
  EXPECT_EQ(to_string(Status::kNonFinite), "non_finite");
  EXPECT_EQ(to_string(Status::kStopped), "stopped");
}

}  // namespace
}  // namespace ravine
