// A gradient allocates nothing from one call to the next, whatever the number of evaluations.
#include <gtest/gtest.h>

#include "core/allocations_test.h"
#include "gradient/source_test.h"

namespace ravine {
namespace {

/// The allocations of the third gradient of a run.
long allocations_of(const std::string& text, const Objective& f, const VectorXd& x,
                    const Executor& executor) {
  const auto source = ravine::source(text);
  VectorXd gradient;
  Probes probes;
  const auto call = [&](Index, int) { source->gradient(f, executor, x, 1.0, gradient, probes); };
  call(0, 0);
  call(0, 0);
  return allocations_during(call);
}

/// Waves in batches of four.
class BatchedWaves final : public Waves, public ManyPoints {
 public:
  using Waves::Waves;
  Index lanes() const override { return 4; }
  void values(const Points& points, VectorXd& values) const override {
    values.resize(points.cols());
    for (Index k = 0; k < points.cols(); ++k) values[k] = waves_at(points.col(k));
  }
};

const std::vector<const char*>& texts() {
  static const std::vector<const char*> all = {
      "forward", "forward:noise=1e-6", "centered", "centered:noise=1e-6", "centered4",
      "ridders", "complex_step",       "autodiff"};
  return all;
}

TEST(Allocation, ThereIsNoneOnOneThread) {
  for (const char* text : texts()) {
    const VectorXd x = random_point(200, 1);
    EXPECT_EQ(allocations_of(text, Waves(200), x, serial_executor()), 0) << text;
    EXPECT_EQ(allocations_of(text, BatchedWaves(200), x, serial_executor()), 0) << text;
  }
}

// A backend may allocate for a loop or for its tasks, but not for each of 400 evaluations.
TEST(Allocation, ThereIsNoneForAnEvaluation) {
  const VectorXd x = random_point(400, 1);
  for (const BackendInfo& backend : backends()) {
    const auto executor = make_executor(backend.name, 3);
    for (const char* text : texts()) {
      EXPECT_LE(allocations_of(text, Waves(400), x, *executor), 300) << text << backend.name;
    }
  }
}

}  // namespace
}  // namespace ravine
