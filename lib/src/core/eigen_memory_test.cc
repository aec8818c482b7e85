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
    // Compilers make one call to `calloc` of memory and zeros.
    Eigen::VectorXd zeros = Eigen::VectorXd::Zero(n);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(zeros.data()) % 64, 0U) << n;
    zeros.conservativeResize(2 * n);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(zeros.data()) % 64, 0U) << n;
    EXPECT_EQ(zeros.head(n).squaredNorm(), 0.0);
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
