#include "core/number.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>

namespace ravine {
namespace {

TEST(ReadNumber, TakesTheWholeTextOrNothing) {
  EXPECT_EQ(read_number("-1.5e3"), -1500.0);
  EXPECT_EQ(read_number("1."), 1.0);
  for (const char* text : {"", "1 ", " 1", "1,5", "0x10", "+1", "--1", "1e", "one"}) {
    EXPECT_FALSE(read_number(text)) << text;
  }
}

// IEEE 754: the least subnormal number is 2^-1074, about 4.94e-324; half of it rounds to 0.
TEST(ReadNumber, WhatIsTooSmallIsZeroOrTheNearestSubnormal) {
  const double least = std::numeric_limits<double>::denorm_min();
  EXPECT_EQ(read_number("1e-400"), 0.0);
  EXPECT_TRUE(std::signbit(read_number("-1e-400").value()));
  EXPECT_EQ(read_number("0." + std::string(400, '0') + "1"), 0.0);
  EXPECT_EQ(read_number("1e-99999999999"), 0.0);
  EXPECT_EQ(read_number("4e-324"), least);
  EXPECT_EQ(read_number("2e-324"), 0.0);
  EXPECT_EQ(read_number("1e-323"), 2 * least);
}

TEST(ReadNumber, WhatIsTooLargeIsInfinite) {
  EXPECT_EQ(read_number("1.7976931348623157e308"), std::numeric_limits<double>::max());
  EXPECT_EQ(read_number("1e309"), std::numeric_limits<double>::infinity());
  EXPECT_EQ(read_number("-1e400"), -std::numeric_limits<double>::infinity());
}

}  // namespace
}  // namespace ravine
