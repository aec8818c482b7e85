#include <gtest/gtest.h>

#include <string>

#include "core/random.h"
#include "data/readers.h"
#include "data/temporary_file.h"

namespace ravine {
namespace {

DataSet read_file(const std::filesystem::path& path, const ReadOptions& options = {}) {
  return reader::libsvm().make({})->read(path, options);
}

class Libsvm : public testing::Test {
 protected:
  DataSet read(const std::string& content, const ReadOptions& options = {}) const {
    return read_file(folder_.write("data", content), options);
  }
  std::string refused(const std::string& content) const {
    const auto path = folder_.write("data", content);
    const std::string message = refusal([&] { read_file(path); });
    const std::string name = path.string() + ":";
    return message.starts_with(name) ? message.substr(name.size()) : message;
  }
  TemporaryFolder folder_;
};

/// Random samples of `columns` features, written as LIBSVM text beside the matrix itself.
std::string random_samples(std::uint64_t seed, double density, RowMatrix& matrix,
                           VectorXd& labels) {
  Random random(seed, Random::Stream::kData);
  std::string text;
  for (Index i = 0; i < matrix.rows(); ++i) {
    labels[i] = static_cast<double>(random.below(3)) - 1.0;
    text += std::to_string(static_cast<int>(labels[i]));
    for (Index j = 0; j < matrix.cols(); ++j) {
      // The last column is kept, so that the file shows how many there are.
      const bool kept = j + 1 == matrix.cols() || random.uniform(0.0, 1.0) < density;
      matrix(i, j) = kept ? static_cast<double>(1 + random.below(999)) / 8.0 : 0.0;
      if (kept) text += ' ' + std::to_string(j + 1) + ':' + std::to_string(matrix(i, j));
    }
    text += '\n';
  }
  return text;
}

TEST_F(Libsvm, ReadsLabelsAndEntries) {
  const DataSet data = read("+1 1:0.5 3:-2\n-1 2:1e-3 3:4 \n");
  ASSERT_FALSE(data.features.sparse());
  EXPECT_EQ(data.features.dense(), (RowMatrix(2, 3) << 0.5, 0, -2, 0, 0.001, 4).finished());
  EXPECT_EQ(data.labels, Eigen::Vector2d(1, -1));
  EXPECT_TRUE(data.label_names.empty());
  EXPECT_TRUE(data.feature_names.empty());
}

TEST_F(Libsvm, PassesOverCommentsAndEmptyLines) {
  const DataSet data = read("# made by hand\n\n1 1:2 # first\n   \n2\t1:3\r\n");
  EXPECT_EQ(data.features.dense(), (RowMatrix(2, 1) << 2, 3).finished());
  EXPECT_EQ(data.lines, std::vector<std::uint32_t>({3, 5}));
}

TEST_F(Libsvm, ASampleMayHaveNoEntries) {
  const DataSet data = read("1\n2 4:7\n", {.sparse = true});
  EXPECT_EQ(data.features.rows(), 2);
  EXPECT_EQ(data.features.cols(), 4);
  EXPECT_EQ(data.features.sparse_rows().nonZeros(), 1);
  EXPECT_EQ(data.features.sparse_rows().coeff(1, 3), 7.0);
}

TEST_F(Libsvm, SparseStaysSparse) {
  const DataSet wide = read("1 1:1\n0 60000000:2\n");  // dense, it would take 1 GB
  EXPECT_TRUE(wide.features.sparse());
  EXPECT_EQ(wide.features.cols(), 60000000);
  EXPECT_LT(wide.features.bytes(), 100U);

  const std::string quarter = "1 1:1 4:1\n0\n";  // 2 of 8 entries: not below 25 %
  EXPECT_FALSE(read(quarter).features.sparse());
  EXPECT_TRUE(read(quarter, {.sparse = true}).features.sparse());
  EXPECT_TRUE(read("1 1:1 9:1\n0\n").features.sparse());
  EXPECT_FALSE(read("1 1:1 9:1\n0\n", {.sparse = false}).features.sparse());
}

TEST_F(Libsvm, SparseAndDenseHoldTheSame) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    RowMatrix matrix(17, 29);
    VectorXd labels(17);
    const std::string text = random_samples(seed, 0.05 * static_cast<double>(seed), matrix, labels);
    const DataSet dense = read(text, {.sparse = false});
    const DataSet sparse = read(text, {.sparse = true});
    EXPECT_EQ(dense.features.dense(), matrix) << seed;
    EXPECT_EQ(RowMatrix(sparse.features.sparse_rows()), matrix) << seed;
    EXPECT_EQ(sparse.features.sparse_rows().nonZeros(), (matrix.array() != 0.0).count()) << seed;
    EXPECT_EQ(dense.labels, labels) << seed;
    EXPECT_EQ(sparse.labels, labels) << seed;
  }
}

TEST_F(Libsvm, SameFromGzip) {
  RowMatrix matrix(50, 10);
  VectorXd labels(50);
  const std::string text = random_samples(5, 0.5, matrix, labels);
  const DataSet packed = read_file(folder_.write("data.gz", gzip(text)));
  EXPECT_EQ(packed.features.dense(), matrix);
  EXPECT_EQ(packed.labels, labels);
}

TEST_F(Libsvm, RefusesIndicesThatDoNotRiseFromOne) {
  const std::string expected = "expected indices that start at 1 and rise, up to 67108864, got ";
  EXPECT_EQ(refused("1 1:1\n1 3:1 2:1\n"), "2: " + expected + "2 after 3");
  EXPECT_EQ(refused("1 2:1 2:1\n"), "1: " + expected + "2 after 2");
  EXPECT_EQ(refused("1 0:1 1:1\n"),
            "1: expected indices that start at 1 and rise, up to 67108864, or --zero_based, got 0 "
            "after 0");
  EXPECT_EQ(refused("1 -4:1\n"), "1: " + expected + "-4 after 0");
  EXPECT_EQ(refused("1 1073741825:1\n"), "1: " + expected + "1073741825 after 0");
}

TEST_F(Libsvm, RefusesWhatIsNoEntry) {
  for (const std::string bad : {"2", "2:", ":2", "a:1", "2:b", "2:nan", "2:inf", "2:1e999", "2.5:1",
                                "2:3:4", "qid:3", "2:+-3", "99999999999999999999:1"}) {
    EXPECT_EQ(refused("1 1:1\n\n-1 1:1 " + bad + "\n"),
              "3: expected index:value, got '" + bad + "'");
  }
}

TEST_F(Libsvm, RefusesALabelThatIsNoNumber) {
  EXPECT_EQ(refused("1 1:1\nyes 1:1\n"), "2: expected a number as the label, got 'yes'");
  EXPECT_EQ(refused("nan 1:1\n"), "1: expected a number as the label, got 'nan'");
  EXPECT_EQ(refused("1:1 2:1\n"), "1: expected a number as the label, got '1:1'");
}

TEST_F(Libsvm, RefusesAFileWithoutEntries) {
  EXPECT_EQ(refused(""), "1: expected 'label index:value ...', got an empty file");
  EXPECT_EQ(refused("# nothing\n"), "1: expected 'label index:value ...', got an empty file");
  EXPECT_EQ(refused("1\n2\n"), "2: expected at least one index:value");
}

TEST_F(Libsvm, RefusesAGzipThatIsCut) {
  RowMatrix matrix(300, 10);
  VectorXd labels(300);
  const std::string packed = gzip(random_samples(1, 0.5, matrix, labels));
  const auto path = folder_.write("data.gz", packed.substr(0, packed.size() - 100));
  EXPECT_EQ(refusal([&] { read_file(path); }),
            path.string() + ": expected a whole gzip stream, got one that is truncated");
}

}  // namespace
}  // namespace ravine
