#include "data/csv_fields.h"

#include <gtest/gtest.h>

#include "data/temporary_file.h"

namespace ravine::csv {
namespace {

TEST(CsvNumber, HasOneDecimalMarkAndDigitsBehindIt) {
  EXPECT_EQ(number("1.5", '.'), 1.5);
  EXPECT_EQ(number("-0,1257", ','), -0.1257);
  EXPECT_EQ(number("+3", ','), 3.0);
  for (const char* const field : {"1.5", "1,5,2", "1,", "1,x", "1.000,5", ""}) {
    EXPECT_FALSE(number(field, ',')) << field;
  }
  for (const char* const field : {"1,5", "+-1", "12abc", ""}) {
    EXPECT_FALSE(number(field, '.')) << field;
  }
}

TEST(CsvSplit, TwoQuotesAreOneAndDelimitersInQuotesAreText) {
  std::string line = R"("a ""b"", c",2, "x" )";
  Fields fields;
  ASSERT_TRUE(split(line, ',', fields));
  EXPECT_EQ(fields, (Fields{R"(a "b", c)", "2", "x"}));
  line = R"("open,2)";
  EXPECT_FALSE(split(line, ',', fields));
}

TEST(CsvContentLines, ACommentBeginsOutsideOfQuotes) {
  const TemporaryFolder folder;
  const auto path =
      folder.write("a.csv", "1,\"b%c\",3 % of all\n% alone\n\n  % and again\n4,d,6\n");
  ContentLines lines(path, {.comment = "%"});
  std::string line;
  Fields fields;
  ASSERT_TRUE(lines.next(line, fields));
  EXPECT_EQ(fields, (Fields{"1", "b%c", "3"}));
  ASSERT_TRUE(lines.next(line, fields));
  EXPECT_EQ(fields, (Fields{"4", "d", "6"}));
  EXPECT_FALSE(lines.next(line));
  EXPECT_EQ(lines.comments(), 2);
}

}  // namespace
}  // namespace ravine::csv
