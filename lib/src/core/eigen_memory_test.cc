#include <gtest/gtest.h>
#include <malloc.h>

#include <Eigen/Core>
#include <cstdint>

namespace ravine {
namespace {

TEST(EigenMemory, BeginsAtACacheLine) {
  for (Eigen::Index n = 1; n < 100; ++n) {
    const Eigen::VectorXd x(n);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(x.data()) % 64, 0U) << n;
  }
}

// malloc_usable_size takes what malloc or aligned_alloc returned. Eigen's own allocator would hand
// out an address inside such a block.
TEST(EigenMemory, IsABlockThatStdFreeTakes) {
  const Eigen::VectorXd x(1000);
  const std::size_t usable = malloc_usable_size(const_cast<double*>(x.data()));
  EXPECT_GE(usable, 8000U);
  EXPECT_LT(usable, 8192U);
}

}  // namespace
}  // namespace ravine
