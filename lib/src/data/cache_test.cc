#include "data/cache.h"

#include <gtest/gtest.h>

#include <fstream>
#include <numeric>

#include "core/random.h"
#include "data/temporary_file.h"

namespace ravine {
namespace {

DataSet made(Index n, Index d, bool sparse, Precision precision) {
  Random random(3, Random::Stream::kData);
  RowMatrix x(n, d);
  for (double& entry : x.reshaped()) entry = sparse && random.below(3) > 0 ? 0.0 : random.normal();
  DataSet data;
  data.name = "made";
  data.features = sparse ? Features(SparseRows(x.sparseView())) : Features(std::move(x));
  data.features = data.features.stored_as(precision);
  data.labels.resize(n);
  for (Index i = 0; i < n; ++i) data.labels[i] = static_cast<double>(random.below(3));
  data.label_names = {"one", "two\xff", "three"};  // Latin-1 in a name is kept
  data.origin = "made.csv";
  data.lines.resize(static_cast<std::size_t>(n));
  std::iota(data.lines.begin(), data.lines.end(), 2U);
  data.notes = {"header in line 1"};
  return data;
}

class CacheTest : public testing::Test {
 protected:
  std::filesystem::path write(const CachedData& data, const std::string& key) {
    std::string description;
    std::ofstream out(path_, std::ios::binary);
    for (const std::string_view piece : pieces_of_cache(data, key, description)) out << piece;
    return path_;
  }
  std::string bytes() const {
    std::ifstream in(path_, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  void put(const std::string& bytes) const { std::ofstream(path_, std::ios::binary) << bytes; }

  TemporaryFolder folder_;
  std::filesystem::path path_ = folder_.path() / "cache";
};

TEST_F(CacheTest, GivesWhatWasPutIntoIt) {
  CachedData data{made(50, 4, false, Precision::kDouble), nullptr, "50 samples", "samples=50"};
  data.held_out = std::make_shared<DataSet>(made(7, 4, false, Precision::kDouble));
  data.training.means = {1.0, 2.0};
  const auto found = open_cache(write(data, "key"), "key");
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->said, data.said);
  EXPECT_EQ(found->content, data.content);
  EXPECT_EQ(found->training.labels, data.training.labels);
  EXPECT_EQ(found->training.label_names, data.training.label_names);
  EXPECT_EQ(found->training.lines, data.training.lines);
  EXPECT_EQ(found->training.notes, data.training.notes);
  EXPECT_EQ(found->training.means, data.training.means);
  EXPECT_TRUE(found->training.features.in_file());
  EXPECT_EQ(found->held_out->samples(), 7);
}

TEST_F(CacheTest, IsNoneForAnotherKeyOrWithoutAFile) {
  EXPECT_EQ(open_cache(path_ / "missing", "key"), nullptr);
  const CachedData data{made(5, 2, false, Precision::kDouble), nullptr, "", ""};
  EXPECT_EQ(open_cache(write(data, "key"), "other"), nullptr);
}

// Each byte of the file matters, but for the zeros between its parts.
TEST_F(CacheTest, RefusesAChangedByteAndAnyOtherLength) {
  const CachedData data{made(60, 3, true, Precision::kDouble), nullptr, "said", "content"};
  const std::string whole = [&] {
    write(data, "key");
    return bytes();
  }();
  int refused = 0;
  for (std::size_t at = 0; at < whole.size(); ++at) {
    if (whole[at] == 0) continue;
    std::string changed = whole;
    changed[at] ^= 0x10;
    put(changed);
    EXPECT_THROW(open_cache(path_, "key"), std::invalid_argument) << at;
    ++refused;
  }
  EXPECT_GT(refused, 1000);
  for (const std::size_t size : {0UL, 5UL, 31UL, 100UL, whole.size() / 2, whole.size() - 1}) {
    put(whole.substr(0, size));
    EXPECT_THROW(open_cache(path_, "key"), std::invalid_argument) << size;
  }
  put(whole + '\0');
  EXPECT_THROW(open_cache(path_, "key"), std::invalid_argument);
}

TEST_F(CacheTest, EachPartIsCheckedBySomeone) {
  const CachedData data{made(30000, 100, false, Precision::kDouble), nullptr, "", ""};  // 24 MB
  write(data, "key");
  std::string changed = bytes();
  changed[changed.size() - 5000] ^= 1;
  put(changed);
  int found = 0;
  for (int part = 0; part < 3; ++part) {
    try {
      open_cache(path_, "key", part, 3);
    } catch (const std::invalid_argument&) {
      ++found;
    }
  }
  EXPECT_EQ(found, 1);
}

}  // namespace
}  // namespace ravine
