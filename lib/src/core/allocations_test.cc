#include "core/allocations_test.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cstddef>

namespace {

std::atomic<bool> counting = false;
std::atomic<long> allocations = 0;

}  // namespace

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

const bool ravine::kAllocationsAreCounted = true;

// Every allocation of the program goes through here.
extern "C" void* __libc_malloc(std::size_t size);
extern "C" void* malloc(std::size_t size) noexcept {
  if (counting.load(std::memory_order_relaxed)) allocations.fetch_add(1, std::memory_order_relaxed);
  return __libc_malloc(size);
}
extern "C" void* __libc_memalign(std::size_t alignment, std::size_t size);
extern "C" void* aligned_alloc(std::size_t alignment, std::size_t size) noexcept {
  if (counting.load(std::memory_order_relaxed)) allocations.fetch_add(1, std::memory_order_relaxed);
  return __libc_memalign(alignment, size);
}

#else

const bool ravine::kAllocationsAreCounted = false;

#endif

namespace ravine {

long allocations_during(TaskRef task) {
  allocations = 0;
  counting = true;
  task(0, 0);
  counting = false;
  return allocations;
}

namespace {

TEST(Allocations, AreCounted) {
  if (!kAllocationsAreCounted) GTEST_SKIP() << "the sanitizer has a malloc of its own";
  const long counted = allocations_during([](Eigen::Index, int) {
    const Eigen::VectorXd fresh = Eigen::VectorXd::Zero(1000);
    EXPECT_EQ(fresh.size(), 1000);
  });
  EXPECT_EQ(counted, 1);
}

}  // namespace
}  // namespace ravine
