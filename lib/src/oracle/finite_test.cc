#include "oracle/finite.h"

#include <gtest/gtest.h>

#include <limits>

namespace ravine {
namespace {

TEST(AllFinite, WhereverTheOneThatIsNotStands) {
  for (const Index n : {1, 2, 7, 8, 9, 100}) {
    // Numbers whose sum would overflow, and the smallest ones.
    VectorXd x = VectorXd::Constant(n, std::numeric_limits<double>::max());
    x[n / 2] = -std::numeric_limits<double>::denorm_min();
    EXPECT_TRUE(all_finite(x)) << n;
    for (Index i = 0; i < n; ++i) {
      for (const double bad :
           {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity(),
            -std::numeric_limits<double>::infinity()}) {
        VectorXd y = x;
        y[i] = bad;
        EXPECT_FALSE(all_finite(y)) << n << ' ' << i << ' ' << bad;
      }
    }
  }
  EXPECT_TRUE(all_finite(VectorXd()));
}

}  // namespace
}  // namespace ravine
