// What every reader promises: the same data plain and gzip. A file that was cut or spoilt is either
// read, or refused by its name.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/random.h"
#include "data/temporary_file.h"
#include "ravine/catalog.h"
#include "ravine/reader.h"

namespace ravine {
namespace {

std::string big_endian(std::uint32_t number) {
  std::string bytes;
  for (const int shift : {24, 16, 8, 0}) bytes += static_cast<char>(number >> shift & 0xffU);
  return bytes;
}

struct Sample {
  std::string name;
  std::string reader;                               ///< the one that is to recognise it
  std::string file;                                 ///< its name
  std::string content;                              ///< twelve samples of four features
  std::pair<std::string, std::string> beside = {};  ///< another file that goes with it
};

std::vector<Sample> samples() {
  std::string csv = "a,b,\"c,d\",e,label\n";
  std::string words = "a;b;c;d;label\n";
  std::string libsvm;
  std::string images = big_endian(0x803) + big_endian(12) + big_endian(2) + big_endian(2);
  std::string labels = big_endian(0x801) + big_endian(12);
  Random random(1, Random::Stream::kData);
  for (int i = 0; i < 12; ++i) {
    std::string row;
    std::string entries;
    for (int j = 0; j < 4; ++j) {
      const Index pixel = random.below(256);
      const std::string value = std::to_string(static_cast<double>(pixel) - 99.5);
      row += value + ',';
      if (pixel < 80) entries += ' ' + std::to_string(j + 1) + ':' + value;
      images += static_cast<char>(pixel);
    }
    csv += row + std::to_string(i % 3) + '\n';
    for (char& c : row) c = c == ',' ? ';' : c;
    words += row + (i % 2 == 0 ? "cat" : "\"dog\"") + '\n';
    libsvm += (i % 2 == 0 ? "+1" : "-1") + entries + (i == 5 ? " # five\n" : "\n");
    labels += static_cast<char>(i % 10);
  }
  return {{"csv", "csv", "some.csv", csv},
          {"csv_words", "csv", "some.csv", words},
          {"libsvm", "libsvm", "some", libsvm + "1 4:1\n"},
          {"idx", "idx", "some-images-idx3-ubyte", images, {"some-labels-idx1-ubyte", labels}}};
}

class EveryReader : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    for (const Sample& sample : samples()) {
      if (sample.name == GetParam()) sample_ = sample;
    }
    const auto& [name, content] = sample_.beside;
    if (!name.empty()) folder_.write(name, content);
  }

  std::filesystem::path write(const std::string& content) const {
    return folder_.write(sample_.file, content);
  }
  DataSet read(const std::string& content) const { return read_data(write(content)); }

  /// Read, or refused by the file's name; any other exception, and any crash, is the test's end.
  void expect_read_or_refused(const std::string& content) const {
    const std::string message = refusal([&] {
      const DataSet data = read(content);
      EXPECT_GE(data.samples(), 1);
      EXPECT_EQ(data.labels.size(), data.samples());
    });
    EXPECT_TRUE(message == "accepted" || message.rfind(folder_.path().string(), 0) == 0) << message;
  }

  Sample sample_;

 private:
  TemporaryFolder folder_;
};

std::vector<std::string> sample_names() {
  std::vector<std::string> names;
  for (const Sample& sample : samples()) names.push_back(sample.name);
  return names;
}

RowMatrix dense_of(const Features& features) {
  return features.sparse() ? RowMatrix(features.sparse_rows()) : features.dense();
}

TEST(Readers, HaveASampleEach) {
  std::set<std::string> sampled;
  for (const Sample& sample : samples()) sampled.insert(sample.reader);
  const std::vector<std::string> names = readers().names();
  EXPECT_EQ(sampled, std::set<std::string>(names.begin(), names.end()));
}

TEST_P(EveryReader, IsTheFirstToRecogniseItsSample) {
  for (const bool packed : {false, true}) {
    const auto path = write(packed ? gzip(sample_.content) : sample_.content);
    const std::vector<std::string> names = readers().names();
    const auto first = std::find_if(names.begin(), names.end(), [&](const std::string& name) {
      return readers().make(name)->recognises(path);
    });
    ASSERT_NE(first, names.end());
    EXPECT_EQ(*first, sample_.reader);
  }
}

TEST_P(EveryReader, RefusesAFileThatIsNotThere) {
  const auto path = write(sample_.content);
  std::filesystem::remove(path);
  const auto reader = readers().make(sample_.reader);
  EXPECT_EQ(refusal([&] { reader->recognises(path); }), path.string() + ": no such file");
  EXPECT_EQ(refusal([&] { reader->read(path, {}); }), path.string() + ": no such file");
}

TEST_P(EveryReader, SameDataPlainAndGzip) {
  const DataSet plain = read(sample_.content);
  const DataSet packed = read(gzip(sample_.content));
  EXPECT_GE(plain.samples(), 12);
  EXPECT_EQ(plain.features.cols(), 4);
  EXPECT_EQ(plain.features.sparse(), packed.features.sparse());
  EXPECT_EQ(dense_of(plain.features), dense_of(packed.features));
  EXPECT_EQ(plain.labels, packed.labels);
  EXPECT_EQ(plain.label_names, packed.label_names);
  EXPECT_EQ(plain.feature_names, packed.feature_names);
  EXPECT_EQ(plain.lines, packed.lines);
}

TEST_P(EveryReader, AFileCutAnywhereIsReadOrRefused) {
  const std::string& whole = sample_.content;
  for (std::size_t n = 0; n < whole.size(); ++n) expect_read_or_refused(whole.substr(0, n));
}

TEST_P(EveryReader, AGzipCutAnywhereIsRefused) {
  const std::string whole = gzip(sample_.content);
  for (std::size_t n = 0; n < whole.size(); ++n) {
    EXPECT_NE(refusal([&] { read(whole.substr(0, n)); }), "accepted") << n;
  }
}

TEST_P(EveryReader, AFileWithBytesChangedIsReadOrRefused) {
  Random random(2, Random::Stream::kData);
  for (int repeat = 0; repeat < 500; ++repeat) {
    std::string content = sample_.content;
    for (Index changes = 1 + random.below(3); changes > 0; --changes) {
      const auto at = static_cast<std::size_t>(random.below(static_cast<Index>(content.size())));
      // Bytes that mean something to some format, or any.
      const std::string telling = "0189.,;:\"\n\t -+eEnai#";
      const auto one = static_cast<std::size_t>(random.below(static_cast<Index>(telling.size())));
      content[at] = random.below(2) == 0 ? telling[one] : static_cast<char>(random.below(256));
    }
    expect_read_or_refused(content);
  }
}

INSTANTIATE_TEST_SUITE_P(Readers, EveryReader, testing::ValuesIn(sample_names()),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace ravine
