#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "data/locate.h"
#include "data/temporary_file.h"
#include "ravine/catalog.h"
#include "ravine/reader.h"

namespace ravine {
namespace {

using Words = std::vector<std::string>;

TEST(ReadData, KnowsTheFormatByTheContent) {
  const TemporaryFolder folder;
  const std::string idx("\0\0\10\3\0\0\0\1\0\0\0\1\0\0\0\2\5\6", 18);
  folder.write("t-labels-idx1-ubyte", std::string("\0\0\10\1\0\0\0\1\7", 9));
  for (const bool packed : {false, true}) {
    const auto as = [packed](const std::string& text) { return packed ? gzip(text) : text; };
    EXPECT_EQ(read_data(folder.write("a.txt", as("5,6,7\n"))).labels[0], 7.0);
    EXPECT_EQ(read_data(folder.write("b.txt", as("7 1:5 2:6\n"))).labels[0], 7.0);
    EXPECT_EQ(read_data(folder.write("t-images-idx3-ubyte", as(idx))).labels[0], 7.0);
  }
}

TEST(ReadData, KnowsLibsvmByItsFirstEntry) {
  const TemporaryFolder folder;
  const DataSet data = read_data(folder.write("a", "# label, entries\n\n1 # none, here\n2 3:4\n"));
  EXPECT_EQ(data.samples(), 2);
  EXPECT_EQ(data.features.cols(), 3);
  const DataSet times = read_data(folder.write("b", "1,2,12:30\n3,4,9:15\n"));
  EXPECT_EQ(times.label_names, Words({"12:30", "9:15"}));
}

TEST(ReadData, NamesTheDataSetAndItsPlaces) {
  const TemporaryFolder folder;
  const auto path = folder.write("two.parts.csv.gz", gzip("a,b\n\n1,2\n3,4\n"));
  const DataSet data = read_data(path);
  EXPECT_EQ(data.name, "two.parts");
  EXPECT_EQ(data.origin, path.string());
  EXPECT_EQ(data.where(1), path.string() + ":4");
  EXPECT_EQ(read_data(folder.write("heart_scale", "1 1:2\n")).name, "heart_scale");
}

TEST(ReadData, PassesOptionsOn) {
  const TemporaryFolder folder;
  const auto csv = folder.write("a.csv", "a,b,c\n1,2,3\n");
  EXPECT_EQ(read_data(csv, {.label = "a"}).labels[0], 1.0);
  EXPECT_TRUE(read_data(folder.write("b", "7 1:5\n"), {.sparse = true}).features.sparse());
}

TEST(ReadData, RefusesWhatIsNoDataFile) {
  const TemporaryFolder folder;
  const auto empty = folder.write("empty", "");
  EXPECT_EQ(refusal([&] { read_data(empty); }),
            empty.string() + ":1: expected rows of numbers, got an empty file");
  const auto packed = folder.write("empty.gz", gzip(""));
  EXPECT_EQ(refusal([&] { read_data(packed); }),
            packed.string() + ":1: expected rows of numbers, got an empty file");
  const std::string missing = (folder.path() / "missing.csv").string();
  EXPECT_EQ(refusal([&] { read_data(missing); }), missing + ": no such file");
  const std::string directory = folder.path().string();
  EXPECT_EQ(refusal([&] { read_data(directory); }), directory + ": expected a file");
  const auto prose = folder.write("prose.txt", "Once upon a time\nthere was\n");
  EXPECT_EQ(refusal([&] { read_data(prose); }), prose.string() + ":2: expected 4 fields, got 2");
}

/// What is known of a file of datasets/: its size, the means of its first and last feature, the sum
/// of its labels, and the names of its labels and of its first feature. A label that is a word
/// counts as its place in the alphabet.
struct Facts {
  const char* file;
  Index samples;
  Index features;
  double first_mean;
  double last_mean;
  double label_sum;
  Words label_names;
  const char* feature_name;
};

// Computed with numpy 1.24 from what the loaders of scikit-learn 1.2.1 return, not from our files.
// The means of iris and wine stand in the data sets' descriptions too (5.84, 1.20; 13.0, 746).
const std::vector<Facts>& facts() {
  static const std::vector<Facts> all = {
      {"line.csv", 10, 1, 4.5, 4.5, 90.0, {}, "x"},
      {"iris.csv",
       150,
       4,
       5.843333333333334,
       1.1993333333333336,
       150.0,
       {"setosa", "versicolor", "virginica"},
       "sepal_length_cm"},
      {"wine.csv",
       178,
       13,
       13.00061797752809,
       746.8932584269663,
       167.0,
       {"class_0", "class_1", "class_2"},
       "alcohol"},
      // benign comes first in the alphabet: 212 malignant ones
      {"breast_cancer.csv",
       569,
       30,
       14.127291739894552,
       0.0839458172231986,
       212.0,
       {"benign", "malignant"},
       "mean_radius"},
      {"diabetes.csv", 442, 10, 48.51809954751131, 91.26018099547511, 67243.0, {}, "age"},
      {"digits.csv.gz", 1797, 64, 0.0, 0.36449638286032277, 8070.0, {}, "pixel_0"},
      {"heart_scale", 270, 13, 16.1249987 / 270.0, -41.0 / 270.0, -30.0, {}, nullptr},
  };
  return all;
}

TEST(Datasets, HoldWhatIsKnownOfThem) {
  for (const Facts& known : facts()) {
    SCOPED_TRACE(known.file);
    const DataSet data = read_data(find_data_file(known.file));
    ASSERT_EQ(data.features.rows(), known.samples);
    ASSERT_EQ(data.features.cols(), known.features);
    ASSERT_EQ(data.labels.size(), known.samples);
    ASSERT_FALSE(data.features.sparse());
    const RowMatrix& x = data.features.dense();
    EXPECT_NEAR(x.col(0).mean(), known.first_mean, 1e-12 * std::abs(known.first_mean));
    EXPECT_NEAR(x.rightCols(1).mean(), known.last_mean, 1e-12 * std::abs(known.last_mean));
    EXPECT_EQ(data.labels.sum(), known.label_sum);
    EXPECT_EQ(data.label_names, known.label_names);
    if (known.feature_name == nullptr) {
      EXPECT_TRUE(data.feature_names.empty());
    } else {
      ASSERT_EQ(static_cast<Index>(data.feature_names.size()), known.features);
      EXPECT_EQ(data.feature_names.front(), known.feature_name);
    }
  }
}

TEST(Datasets, HaveAsManySamplesOfEachClassAsPublished) {
  using Counts = std::map<std::string, int>;
  const auto count = [](const char* file) {
    const DataSet data = read_data(find_data_file(file));
    Counts counts;
    for (Index i = 0; i < data.samples(); ++i) ++counts[data.label_text(i)];
    return counts;
  };
  EXPECT_EQ(count("iris.csv"), Counts({{"setosa", 50}, {"versicolor", 50}, {"virginica", 50}}));
  EXPECT_EQ(count("wine.csv"), Counts({{"class_0", 59}, {"class_1", 71}, {"class_2", 48}}));
  EXPECT_EQ(count("breast_cancer.csv"), Counts({{"malignant", 212}, {"benign", 357}}));
  EXPECT_EQ(count("heart_scale"), Counts({{"1", 120}, {"-1", 150}}));
  EXPECT_EQ(count("digits.csv.gz"), Counts({{"0", 178},
                                            {"1", 182},
                                            {"2", 177},
                                            {"3", 183},
                                            {"4", 181},
                                            {"5", 182},
                                            {"6", 181},
                                            {"7", 179},
                                            {"8", 174},
                                            {"9", 180}}));
}

TEST(Datasets, HeartScaleIsTheSameKeptSparse) {
  const auto path = find_data_file("heart_scale");
  const DataSet dense = read_data(path);
  const DataSet sparse = read_data(path, {.sparse = true});
  EXPECT_EQ(sparse.features.sparse_rows().nonZeros(), 3378);  // scikit-learn's svmlight reader
  EXPECT_EQ(RowMatrix(sparse.features.sparse_rows()), dense.features.dense());
  EXPECT_EQ(sparse.labels, dense.labels);
}

TEST(ReadData, StoresFloatsWhereThatIsAskedFor) {
  const TemporaryFolder folder;
  const auto path = folder.write("data.csv", "0.1,2,1\n3,0.7,0\n");
  DataSet floats = read_data(path, {.precision = Precision::kFloat});
  EXPECT_EQ(floats.features.precision(), Precision::kFloat);
  const RowMatrix rounded = read_data(path).features.dense().cast<float>().cast<double>();
  EXPECT_EQ(floats.features.stored_as(Precision::kDouble).dense(), rounded);
  standardize(floats);
  EXPECT_EQ(floats.features.precision(), Precision::kFloat);
  EXPECT_EQ(floats.features.stored_as(Precision::kDouble).dense(),
            (RowMatrix(2, 2) << -1, 1, 1, -1).finished());
}

}  // namespace
}  // namespace ravine
