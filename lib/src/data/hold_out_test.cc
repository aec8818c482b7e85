#include "data/hold_out.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <set>
#include <vector>

#include "data/temporary_file.h"
#include "ravine/reader.h"

namespace ravine {
namespace {

/// Sample i has the features (i, 0, -i), the label 10 i and the line i + 2.
DataSet numbered(Index n, bool sparse = false) {
  DataSet data;
  data.origin = "numbered.csv";
  RowMatrix x = RowMatrix::Zero(n, 3);
  x.col(0) = VectorXd::LinSpaced(n, 0.0, static_cast<double>(n - 1));
  x.col(2) = -x.col(0);
  data.labels = 10.0 * x.col(0);
  for (Index i = 0; i < n; ++i) data.lines.push_back(static_cast<std::uint32_t>(i + 2));
  data.features = sparse ? Features(SparseRows(x.sparseView())) : Features(std::move(x));
  return data;
}

/// The numbers of the samples, after a look at each.
std::vector<double> numbers_of(const DataSet& part) {
  const Features features = part.features.stored_as(Precision::kDouble);
  const RowMatrix x = features.sparse() ? RowMatrix(features.sparse_rows()) : features.dense();
  for (Index i = 0; i < part.samples(); ++i) {
    EXPECT_EQ(x(i, 1), 0.0);
    EXPECT_EQ(x(i, 2), -x(i, 0));
    EXPECT_EQ(part.labels[i], 10.0 * x(i, 0));
    EXPECT_EQ(part.lines[static_cast<std::size_t>(i)], x(i, 0) + 2.0);
  }
  const VectorXd first = x.col(0);
  return {first.begin(), first.end()};
}

TEST(HoldOut, TakesFloorOfTheShareAndKeepsTheOrderOfBothParts) {
  for (const auto& [n, share, count] :
       {std::tuple<Index, double, Index>{10, 0.2, 2}, {9, 0.25, 2}, {150, 0.5, 75}, {7, 0.99, 6}}) {
    for (const bool sparse : {false, true}) {
      for (const Precision precision : {Precision::kDouble, Precision::kFloat}) {
        DataSet data = numbered(n, sparse);
        data.features = data.features.stored_as(precision);
        const Split split = hold_out(data, share);
        EXPECT_EQ(split.held_out.samples(), count);
        EXPECT_EQ(split.training.features.precision(), precision);
        EXPECT_EQ(split.held_out.features.sparse(), sparse);
        std::vector<double> all = numbers_of(split.training);
        EXPECT_TRUE(std::is_sorted(all.begin(), all.end()));
        const std::vector<double> held_out = numbers_of(split.held_out);
        EXPECT_TRUE(std::is_sorted(held_out.begin(), held_out.end()));
        all.insert(all.end(), held_out.begin(), held_out.end());
        std::sort(all.begin(), all.end());
        ASSERT_EQ(all.size(), static_cast<std::size_t>(n));
        for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(all[i], static_cast<double>(i));
      }
    }
  }
}

TEST(HoldOut, DrawsTheSameSamplesEachTimeAndNotTheFirstOnes) {
  const auto drawn = numbers_of(hold_out(numbered(1000), 0.1).held_out);
  EXPECT_EQ(drawn, numbers_of(hold_out(numbered(1000), 0.1).held_out));
  // The mean of 100 draws out of 0 ... 999 without repeats is 499.5, with a deviation of 27.4.
  const double mean = std::accumulate(drawn.begin(), drawn.end(), 0.0) / 100.0;
  EXPECT_NEAR(mean, 499.5, 4.0 * 27.4);
  EXPECT_NE(drawn.back() - drawn.front(), 99.0);
}

TEST(HoldOut, OfEveryFifthSampleTheStandardSplit) {
  const Split split = hold_out_every_fifth(numbered(12));
  EXPECT_EQ(numbers_of(split.held_out), (std::vector<double>{4, 9}));
  EXPECT_EQ(split.training.samples(), 10);
}

TEST(HoldOut, RefusesAShareThatLeavesOnePartEmpty) {
  for (const double share : {0.0, 1.0, 1.5, -0.1, std::nan("")}) {
    EXPECT_EQ(refusal([&] {
                hold_out(numbered(10), share);
              }).rfind("numbered.csv: holdout: expected a share above 0 and below 1, got ", 0),
              0U);
  }
  EXPECT_EQ(refusal([] { hold_out(numbered(10), 0.09); }),
            "numbered.csv: holdout: expected a share of at least one of the 10 samples, got 0.09");
}

class AlignTest : public testing::Test {
 protected:
  DataSet read(const std::string& name, const char* content) const {
    return read_data(folder_.write(name, content));
  }
  static std::string refusal_of(DataSet other, const DataSet& training) {
    const std::string message = refusal([&] { align(other, training); });
    return message.substr(message.rfind('/') + 1);
  }

  const TemporaryFolder folder_;
};

TEST_F(AlignTest, NumbersTheClassesAsTheTrainingSamplesDo) {
  const DataSet training = read("a.csv", "x,y\n1,ant\n2,bee\n3,cat\n");
  DataSet other = read("b.csv", "x,y\n1,cat\n2,bee\n");
  EXPECT_EQ(other.labels, Eigen::Vector2d(1.0, 0.0));
  align(other, training);
  EXPECT_EQ(other.labels, Eigen::Vector2d(2.0, 1.0));
  EXPECT_EQ(other.label_text(0), "cat");
}

TEST_F(AlignTest, RefusesWhatIsNotLikeTheTrainingSamples) {
  const DataSet training = read("a.csv", "x,y\n1,ant\n2,bee\n3,cat\n");
  EXPECT_EQ(refusal_of(read("b.csv", "x,y\n1,cat\n2,dog\n"), training),
            "b.csv:3: expected a label of the training samples ('ant', 'bee', 'cat'), got 'dog'");
  EXPECT_EQ(refusal_of(read("b.csv", "x,y\n1,2\n"), training),
            "b.csv: expected words as labels, as the training samples have, got '2'");
  EXPECT_EQ(refusal_of(read("b.csv", "x,z,y\n1,2,ant\n"), training),
            "b.csv: expected 1 features, as the training samples have, got 2");
  EXPECT_EQ(refusal_of(read("b.csv", "w,y\n1,ant\n"), training),
            "b.csv: expected the feature 'x' in the place of 'w', as the training samples have it");
}

// A LIBSVM file leaves out features that are 0 in all of its rows, and those at the end with them.
TEST_F(AlignTest, WidensALibsvmFileAndStoresItAlike) {
  const DataSet training = read("a", "1 1:1 9:2\n2 3:4\n");
  ASSERT_TRUE(training.features.sparse());
  DataSet other = read("b", "1 1:5 2:6\n2 2:7\n");
  ASSERT_FALSE(other.features.sparse());
  align(other, training);
  const RowMatrix x(other.features.sparse_rows());
  ASSERT_EQ(x.cols(), 9);
  EXPECT_EQ(x(0, 1), 6.0);
  EXPECT_EQ(x.sum(), 18.0);
  EXPECT_EQ(refusal_of(read("c", "1 10:5\n2 2:7\n"), training),
            "c: expected 9 features, as the training samples have, got 10");
}

}  // namespace
}  // namespace ravine
