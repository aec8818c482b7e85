#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "data/readers.h"
#include "data/temporary_file.h"

namespace ravine {
namespace {

DataSet read_file(const std::filesystem::path& path, const ReadOptions& options = {}) {
  return reader::csv().make({})->read(path, options);
}

using Words = std::vector<std::string>;

class Csv : public testing::Test {
 protected:
  DataSet read(const std::string& content, const ReadOptions& options = {}) const {
    return read_file(folder_.write("data.csv", content), options);
  }
  /// What the reader says of `content`, without the file's name before it.
  std::string refused(const std::string& content, const ReadOptions& options = {}) const {
    const auto path = folder_.write("data.csv", content);
    const std::string message = refusal([&] { read_file(path, options); });
    const std::string name = path.string() + ":";
    return message.starts_with(name) ? message.substr(name.size()) : message;
  }
  TemporaryFolder folder_;
};

RowMatrix two_by_two(double a, double b, double c, double d) {
  return (RowMatrix(2, 2) << a, b, c, d).finished();
}

TEST_F(Csv, NumbersWithoutAHeader) {
  const DataSet data = read("1,-2.5,3\n+4,5e-1,-6\n");
  EXPECT_FALSE(data.features.sparse());
  EXPECT_EQ(data.features.dense(), two_by_two(1, -2.5, 4, 0.5));
  EXPECT_EQ(data.labels, Eigen::Vector2d(3, -6));
  EXPECT_TRUE(data.label_names.empty());
  EXPECT_TRUE(data.feature_names.empty());
  EXPECT_EQ(data.lines, std::vector<std::uint32_t>({1, 2}));
}

TEST_F(Csv, AHeaderIsSeenAndNamesTheFeatures) {
  const DataSet data = read("height,width,price\n1,2,3\n4,5,6\n");
  EXPECT_EQ(data.features.dense(), two_by_two(1, 2, 4, 5));
  EXPECT_EQ(data.feature_names, Words({"height", "width"}));
  EXPECT_EQ(data.lines, std::vector<std::uint32_t>({2, 3}));
}

TEST_F(Csv, AWordAsTheFirstLabelIsNoHeader) {
  const DataSet data = read("1,2,yes\n4,5,no\n");
  EXPECT_EQ(data.samples(), 2);
  EXPECT_EQ(data.label_names, Words({"no", "yes"}));
  EXPECT_EQ(data.labels, Eigen::Vector2d(1, 0));
  EXPECT_EQ(data.label_text(0), "yes");
}

TEST_F(Csv, TheHeaderOptionOverrulesWhatIsSeen) {
  const DataSet data = read("1990,2000,2010\n1,2,3\n4,5,6\n", {.label = "1990", .header = true});
  EXPECT_EQ(data.features.dense(), two_by_two(2, 3, 5, 6));
  EXPECT_EQ(data.feature_names, Words({"2000", "2010"}));
  EXPECT_EQ(refused("a,b\n1,2\n", {.header = false}),
            "1: expected a finite number in field 1, or --one_hot, got 'a'");
}

TEST_F(Csv, LabelByNameOrIndex) {
  const std::string content = "a,b,c\n1,2,3\n4,5,6\n";
  for (const char* label : {"b", "1"}) {
    const DataSet data = read(content, {.label = label});
    EXPECT_EQ(data.features.dense(), two_by_two(1, 3, 4, 6)) << label;
    EXPECT_EQ(data.labels, Eigen::Vector2d(2, 5)) << label;
    EXPECT_EQ(data.feature_names, Words({"a", "c"})) << label;
  }
  EXPECT_EQ(read("1,2,3\n4,5,6\n", {.label = "0"}).labels, Eigen::Vector2d(1, 4));
  EXPECT_EQ(read("x,1,2\ny,4,5\n", {.label = "0"}).label_names, Words({"x", "y"}));
}

TEST_F(Csv, QuotedFieldsMayHoldTheDelimiterAndQuotes) {
  const DataSet data = read("\"a, b\",\"say \"\"c\"\"\",d\n\"1\",2,\"x, y\"\n3,\" 4 \",z\n");
  EXPECT_EQ(data.feature_names, Words({"a, b", "say \"c\""}));
  EXPECT_EQ(data.features.dense(), two_by_two(1, 2, 3, 4));
  EXPECT_EQ(data.label_names, Words({"x, y", "z"}));
}

TEST_F(Csv, SemicolonsTabsSpacesAndEmptyLines) {
  const RowMatrix expected = two_by_two(1, 2, 4, 5);
  EXPECT_EQ(read("1;2;3\n4;5;6\n").features.dense(), expected);
  EXPECT_EQ(read("1\t2\t3\n4\t5\t6\n").features.dense(), expected);
  const DataSet data = read("\n a , b ,c\r\n\r\n 1 , 2 , 3 \r\n\n4,5,6");
  EXPECT_EQ(data.features.dense(), expected);
  EXPECT_EQ(data.feature_names, Words({"a", "b"}));
  EXPECT_EQ(data.lines, std::vector<std::uint32_t>({4, 6}));
}

TEST_F(Csv, AUtf8MarkIsNoPartOfTheFirstField) {
  EXPECT_EQ(read("\xEF\xBB\xBF"
                 "1,2,3\n4,5,6\n")
                .features.dense(),
            two_by_two(1, 2, 4, 5));
  EXPECT_EQ(read("\xEF\xBB\xBF"
                 "y,x\n1,2\n",
                 {.label = "y"})
                .feature_names,
            Words({"x"}));
}

TEST_F(Csv, SameFromGzip) {
  const std::string content = "a,b,c\n1.25,2,u\n3,4e-7,v\n";
  const DataSet plain = read(content);
  const DataSet packed = read_file(folder_.write("data.csv.gz", gzip(content)));
  EXPECT_EQ(packed.features.dense(), plain.features.dense());
  EXPECT_EQ(packed.labels, plain.labels);
  EXPECT_EQ(packed.label_names, plain.label_names);
  EXPECT_EQ(packed.feature_names, plain.feature_names);
  EXPECT_EQ(packed.lines, plain.lines);
}

TEST_F(Csv, RefusesARaggedRow) {
  EXPECT_EQ(refused("a,b,c\n1,2,3\n4,5\n"), "3: expected 3 fields, got 2");
  EXPECT_EQ(refused("1,2,3\n\n4,5,6,7\n"), "3: expected 3 fields, got 4");
}

TEST_F(Csv, RefusesALabelOfAnotherKind) {
  EXPECT_EQ(refused("1,2\n3,x\n"),
            "2: expected a number as the label, as in the lines before, got 'x'");
  EXPECT_EQ(refused("1,x\n3,2\n"),
            "2: expected a word as the label, as in the lines before, got '2'");
  EXPECT_EQ(refused("1,x\n3,\n"), "2: expected a label, got an empty field");
  EXPECT_EQ(refused("1,2\n3,nan\n"), "2: expected a label, got 'nan', a missing value");
  EXPECT_EQ(refused("1,2\n3,inf\n"), "2: expected a finite label, got 'inf'");
}

TEST_F(Csv, RefusesAFileWithoutRows) {
  EXPECT_EQ(refused(""), "1: expected rows of numbers, got an empty file");
  EXPECT_EQ(refused("\n  \n"), "1: expected rows of numbers, got an empty file");
  EXPECT_EQ(refused("a,b\n"), "1: expected rows below the header, got none");
}

TEST_F(Csv, RefusesASingleColumn) {
  EXPECT_EQ(refused("1\n2\n"), "1: expected features and a label, got a single column");
  EXPECT_EQ(refused("1 2 3\n", {.delimiter = ","}),
            "1: expected features and a label, got a single column");
}

TEST_F(Csv, RefusesWhatIsNoFiniteNumber) {
  const std::string expected = "2: expected a finite number in field 2, ";
  for (const std::string bad : {"inf", "-Infinity", "1e999"}) {
    EXPECT_EQ(refused("1,2,3\n4," + bad + ",6\n"), expected + "got '" + bad + "'");
    EXPECT_EQ(refused("1,2,3\n4," + bad + ",6\n", {.one_hot = true}),
              expected + "got '" + bad + "'");
  }
  for (const std::string bad : {"0x10", "1.2.3", "+-5", "++5", "five"}) {
    EXPECT_EQ(refused("1,2,3\n4," + bad + ",6\n"), expected + "or --one_hot, got '" + bad + "'");
  }
  for (const std::string bad : {"nan", "NaN", "", "?", "NA"}) {
    EXPECT_EQ(refused("1,2,3\n4," + bad + ",6\n"),
              expected + "or --missing=drop or impute, got '" + bad + "'");
  }
  EXPECT_EQ(refused("1,inf,3\n4,5,6\n"), "1: expected a finite number in field 2, got 'inf'");
}

TEST_F(Csv, RefusesAFirstRowThatIsHalfAHeader) {
  EXPECT_EQ(
      refused("1,two,3\n4,5,6\n"),
      "1: expected names only or numbers only as features, or --header, got 'two' in field 2");
  EXPECT_EQ(refused("1,,yes\n4,5,no\n"),
            "1: expected a finite number in field 2, or --missing=drop or impute, got ''");
}

TEST_F(Csv, RefusesAnUnknownLabelColumn) {
  EXPECT_EQ(refused("a,b,c\n1,2,3\n", {.label = "d"}),
            "1: expected a label column named 'd', or its index below 3");
  for (const char* label : {"3", "-1", "1.5", "nan", "a"}) {
    EXPECT_EQ(
        refused("1,2,3\n", {.label = label}),
        "1: expected a label column named '" + std::string(label) + "', or its index below 3");
  }
}

TEST_F(Csv, RefusesAQuoteThatDoesNotClose) {
  EXPECT_EQ(refused("1,2,3\n4,\"5,6\n"), "2: expected a closing quote");
  EXPECT_EQ(refused("a,\"b,c\n1,2,3\n"), "1: expected a closing quote");
}

TEST_F(Csv, RefusesAGzipThatIsCut) {
  std::string content = "a,b\n";
  for (int i = 0; i < 5000; ++i) content += std::to_string(i * i % 7919) + ",1\n";
  const std::string packed = gzip(content);
  const auto path = folder_.write("data.csv.gz", packed.substr(0, packed.size() / 2));
  EXPECT_EQ(refusal([&] { read_file(path); }),
            path.string() + ": expected a whole gzip stream, got one that is truncated");
}

// The label's name is no number, and what stands below it are numbers: so the numbers before it are
// names too.
TEST_F(Csv, NumbersAreNamesWhereTheLabelHasOne) {
  const DataSet data = read("0,1,target\n1,2,3\n4,5,6\n");
  EXPECT_EQ(data.samples(), 2);
  EXPECT_EQ(data.label_name, "target");
  EXPECT_EQ(data.labels, Eigen::Vector2d(3.0, 6.0));
}

}  // namespace
}  // namespace ravine
