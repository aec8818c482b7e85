#include "data/label_words.h"

#include <gtest/gtest.h>

#include <limits>

#include "data/temporary_file.h"

namespace ravine {
namespace {

class LabelWordsTest : public testing::Test {
 protected:
  LabelWordsTest() : path_(folder_.write("labels", "\n\n\n")), file_(path_) {
    std::string line;
    file_.next_line(line);
    file_.next_line(line);
  }
  std::string add(const std::string& text, std::optional<double> number = {}) {
    return refusal([&] { words_.add(file_, text, number); });
  }
  std::string at_line(const std::string& message) const {
    return path_.string() + ":2: " + message;
  }

  TemporaryFolder folder_;
  std::filesystem::path path_;
  GzipFile file_;
  LabelWords words_;
};

TEST_F(LabelWordsTest, NumbersStayAsTheyAre) {
  VectorXd labels(3);
  labels << words_.add(file_, "3", 3.0), words_.add(file_, "-1.5", -1.5),
      words_.add(file_, "3", 3.0);
  EXPECT_TRUE(words_.sort(labels).empty());
  EXPECT_EQ(labels, Eigen::Vector3d(3.0, -1.5, 3.0));
}

TEST_F(LabelWordsTest, WordsAreNumberedByTheirOrderInTheAlphabet) {
  VectorXd labels(5);
  labels << words_.add(file_, "plum", {}), words_.add(file_, "apple", {}),
      words_.add(file_, "plum", {}), words_.add(file_, "fig", {}), words_.add(file_, "apple", {});
  EXPECT_EQ(words_.sort(labels), std::vector<std::string>({"apple", "fig", "plum"}));
  EXPECT_EQ(labels, (VectorXd(5) << 2, 0, 2, 1, 0).finished());
}

TEST_F(LabelWordsTest, RefusesAWordAmongNumbers) {
  EXPECT_EQ(add("1", 1.0), "accepted");
  EXPECT_EQ(add("one"),
            at_line("expected a number as the label, as in the lines before, got 'one'"));
}

TEST_F(LabelWordsTest, RefusesANumberAmongWords) {
  EXPECT_EQ(add("one"), "accepted");
  EXPECT_EQ(add("1", 1.0),
            at_line("expected a word as the label, as in the lines before, got '1'"));
}

TEST_F(LabelWordsTest, RefusesWhatIsNoLabel) {
  EXPECT_EQ(add(""), at_line("expected a label, got an empty field"));
  EXPECT_EQ(add("nan", std::numeric_limits<double>::quiet_NaN()),
            at_line("expected a finite label, got 'nan'"));
  EXPECT_EQ(add("-inf", -std::numeric_limits<double>::infinity()),
            at_line("expected a finite label, got '-inf'"));
}

}  // namespace
}  // namespace ravine
