// A gradient allocates nothing from one call to the next, whatever the number of evaluations.
#include <gtest/gtest.h>

#include <atomic>
#include <cstddef>

#include "ravine/gradient/source_test.h"

// Every allocation of the program goes through here: Eigen's, the backends' and operator new's. The
// sanitizers have a malloc of their own.
#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

namespace {
std::atomic<bool> counting = false;
std::atomic<long> allocations = 0;
}  // namespace

extern "C" void* __libc_malloc(std::size_t size);
extern "C" void* malloc(std::size_t size) noexcept {
  if (counting.load(std::memory_order_relaxed)) allocations.fetch_add(1, std::memory_order_relaxed);
  return __libc_malloc(size);
}

namespace ravine {
namespace {

/// The allocations of the third gradient of a run.
long allocations_of(const std::string& text, const Objective& f, const VectorXd& x,
                    const Executor& executor) {
  const auto source = ravine::source(text);
  VectorXd gradient;
  Probes probes;
  for (int call = 0; call < 3; ++call) {
    allocations = 0;
    counting = call == 2;
    source->gradient(f, executor, x, 1.0, gradient, probes);
    counting = false;
  }
  return allocations;
}

/// Waves in batches of four.
class BatchedWaves final : public Waves {
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

TEST(Allocation, IsCountedAtAll) {
  allocations = 0;
  counting = true;
  const VectorXd fresh = VectorXd::Zero(1000);
  counting = false;
  EXPECT_EQ(fresh.size(), 1000);
  EXPECT_EQ(allocations, 1);
}

TEST(Allocation, ThereIsNoneOnOneThread) {
  for (const char* text : texts()) {
    const VectorXd x = random_point(200, 1);
    EXPECT_EQ(allocations_of(text, Waves(200), x, serial_executor()), 0) << text;
    EXPECT_EQ(allocations_of(text, BatchedWaves(200), x, serial_executor()), 0) << text;
  }
}

// A backend may allocate for a loop or for its tasks, but not for each of 2,000 evaluations.
TEST(Allocation, ThereIsNoneForAnEvaluation) {
  const VectorXd x = random_point(2000, 1);
  for (const BackendInfo& backend : backends()) {
    const auto executor = make_executor(backend.name, 3);
    for (const char* text : texts()) {
      EXPECT_LE(allocations_of(text, Waves(2000), x, *executor), 300) << text << backend.name;
    }
  }
}

}  // namespace
}  // namespace ravine

#endif
