#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cmath>
#include <fstream>
#include <initializer_list>
#include <string>

#include "data/locate.h"
#include "data/readers.h"
#include "data/temporary_file.h"

namespace ravine {
namespace {

DataSet read_file(const std::filesystem::path& path, const ReadOptions& options = {}) {
  return reader::idx().make({})->read(path, options);
}

constexpr const char* kImages = "some-images-idx3-ubyte";
constexpr const char* kLabels = "some-labels-idx1-ubyte";

/// Big-endian 32-bit numbers, as an IDX header has them.
std::string words(std::initializer_list<unsigned> numbers) {
  std::string bytes;
  for (const unsigned number : numbers) {
    for (const unsigned shift : {24U, 16U, 8U, 0U}) {
      bytes += static_cast<char>((number >> shift) & 0xffU);
    }
  }
  return bytes;
}

/// Two images of 2 x 3 pixels, and their labels.
const std::string kTwoImages =
    words({0x803, 2, 2, 3}) + std::string("\0\1\2\3\4\5\372\373\374\375\376\377", 12);
const std::string kTwoLabels = words({0x801, 2}) + std::string("\7\2", 2);

class Idx : public testing::Test {
 protected:
  /// What the reader says of the files, without the folder's name before it.
  std::string refused(const std::string& images, const std::string& labels) const {
    folder_.write(kLabels, labels);
    const auto path = folder_.write(kImages, images);
    const std::string message = refusal([&] { read_file(path); });
    const std::string folder = folder_.path().string() + "/";
    return message.starts_with(folder) ? message.substr(folder.size()) : message;
  }
  TemporaryFolder folder_;
};

TEST_F(Idx, ImagesAreRowsOfPixels) {
  folder_.write(kLabels, kTwoLabels);
  const DataSet data = read_file(folder_.write(kImages, kTwoImages));
  EXPECT_EQ(data.features.dense(),
            (RowMatrix(2, 6) << 0, 1, 2, 3, 4, 5, 250, 251, 252, 253, 254, 255).finished());
  EXPECT_EQ(data.labels, Eigen::Vector2d(7, 2));
}

TEST_F(Idx, ScaleMultipliesThePixels) {
  folder_.write(kLabels, kTwoLabels);
  const DataSet data = read_file(folder_.write(kImages, kTwoImages), {.scale = 0.5});
  EXPECT_EQ(data.features.dense()(0, 3), 1.5);
  EXPECT_EQ(data.features.dense()(1, 5), 127.5);
  EXPECT_EQ(data.labels, Eigen::Vector2d(7, 2));
}

TEST_F(Idx, SameFromGzip) {
  folder_.write("some-labels-idx1-ubyte.gz", gzip(kTwoLabels));
  const DataSet data = read_file(folder_.write("some-images-idx3-ubyte.gz", gzip(kTwoImages)));
  EXPECT_EQ(data.features.dense()(1, 0), 250.0);
  EXPECT_EQ(data.labels, Eigen::Vector2d(7, 2));
}

TEST_F(Idx, EveryTypeOfNumbers) {
  folder_.write("l", words({0x801, 2}) + std::string("\7\2", 2));
  const ReadOptions options{.label_file = (folder_.path() / "l").string()};
  const auto read = [&](unsigned magic, const std::string& bytes) {
    return read_file(folder_.write("x", words({magic, 2, 1}) + bytes), options).features.dense();
  };
  const auto pair = [](double a, double b) { return (RowMatrix(2, 1) << a, b).finished(); };
  EXPECT_EQ(read(0x902, "\xFF\x7F"), pair(-1, 127));
  EXPECT_EQ(read(0xb02, std::string("\xFF\xFE\1\0", 4)), pair(-2, 256));
  EXPECT_EQ(read(0xc02, words({0xfffffffdU, 0x10000})), pair(-3, 65536));
  // IEEE 754: 1 and -2.5 as floats, 1 and -2 as doubles
  EXPECT_EQ(read(0xd02, words({0x3f800000, 0xc0200000})), pair(1, -2.5));
  EXPECT_EQ(read(0xe02, words({0x3ff00000, 0, 0xc0000000, 0})), pair(1, -2));
  EXPECT_NE(refusal([&] {
              read(0xd02, words({0x3f800000, 0x7fc00000}));
            }).find("expected a finite number in sample 2, got nan"),
            std::string::npos);
}

TEST_F(Idx, FindsLabelsByTheNamesThatAreInUse) {
  folder_.write("t10k-labels.idx1-ubyte.gz", gzip(kTwoLabels));
  const auto images = folder_.write("t10k-images.idx3-ubyte", kTwoImages);
  EXPECT_EQ(read_file(images).labels, Eigen::Vector2d(7, 2));
}

TEST_F(Idx, ImagesLargerThanTheBatchThatIsRead) {
  constexpr unsigned kSide = 1100;  // 1.2 MB each, where 1 MiB is read at a time
  std::string images = words({0x803, 3, kSide, kSide});
  for (unsigned i = 0; i < 3 * kSide * kSide; ++i) images += static_cast<char>(i % 251);
  folder_.write(kLabels, words({0x801, 3}) + "abc");
  const DataSet data = read_file(folder_.write(kImages, images));
  const double* const pixels = data.features.dense().data();
  unsigned wrong = 0;
  for (unsigned i = 0; i < 3 * kSide * kSide; ++i) wrong += pixels[i] != i % 251 ? 1 : 0;
  EXPECT_EQ(wrong, 0U);
}

TEST_F(Idx, RefusesSizesThatDoNotMatchTheFile) {
  const std::string name = kImages;
  EXPECT_EQ(refused(kTwoImages + "x", kTwoLabels),
            name + ": expected the 12 bytes that its header promises, got more than 12");
  EXPECT_EQ(refused(kTwoImages.substr(0, 27), kTwoLabels),
            name + ": expected the 12 bytes that its header promises, got 11");
  EXPECT_EQ(refused(kTwoImages.substr(0, 16), kTwoLabels),
            name + ": expected the 12 bytes that its header promises, got 0");
}

TEST_F(Idx, RefusesHugeSizesBeforeMemoryIsAskedFor) {
  const std::string end = " bytes that its header promises, got a file too small";
  const std::string name = kImages;
  EXPECT_EQ(refused(words({0x803, 2, 65535, 65535}) + "x", kTwoLabels),
            name + ": expected the 8589672450" + end);
  const unsigned most = 0xffffffffU;  // the product overflows 64 bits
  const std::string message = refused(words({0x803, most, most, most}) + "x", kTwoLabels);
  EXPECT_EQ(message.find(name + ": expected the 79228162"), 0U) << message;
  EXPECT_NE(message.find(end), std::string::npos) << message;
  EXPECT_EQ(refused(words({0x803, 0, 28, 28}), words({0x801, 0})),
            name + ": expected at least one number, got sizes 0 x 28 x 28");
}

TEST_F(Idx, RefusesAnotherMagic) {
  const auto magic = [](const char* dimensions) {
    return ": expected IDX magic 0x00000T0D with T of 8, 9, b to e and D of " +
           std::string(dimensions) + ", got ";
  };
  const std::string expected = kImages + magic("2 to 8");
  EXPECT_EQ(refused(words({0x801, 2}) + "ab", kTwoLabels), expected + "0x00000801");
  EXPECT_EQ(refused(words({0xa03, 2, 2, 3}), kTwoLabels), expected + "0x00000a03");
  EXPECT_EQ(refused("not an IDX file at all", kTwoLabels), expected + "0x6e6f7420");
  EXPECT_EQ(refused(kTwoImages, kTwoImages), kLabels + magic("1 to 1") + "0x00000803");
}

TEST_F(Idx, RefusesAHeaderThatIsCut) {
  for (const std::size_t size : {0U, 3U, 7U, 15U}) {
    EXPECT_EQ(refused(kTwoImages.substr(0, size), kTwoLabels),
              std::string(kImages) + ": expected an IDX header, got too few bytes")
        << size;
  }
}

TEST_F(Idx, RefusesLabelsThatDoNotMatchTheImages) {
  const std::string name = kLabels;
  EXPECT_EQ(refused(kTwoImages, words({0x801, 3}) + "abc"),
            name + ": expected a label for each of 2 samples, got 3");
  EXPECT_EQ(refused(kTwoImages, words({0x801, 2}) + "a"),
            name + ": expected the 2 bytes that its header promises, got 1");
  EXPECT_EQ(refused(kTwoImages, words({0x801, 2}) + "abc"),
            name + ": expected the 2 bytes that its header promises, got more than 2");
}

TEST_F(Idx, RefusesImagesWithoutTheirLabels) {
  const auto images = folder_.write(kImages, kTwoImages);
  EXPECT_EQ(refusal([&] { read_file(images); }),
            (folder_.path() / kLabels).string() + ": no such file");
  const auto odd = folder_.write("images.idx", kTwoImages);
  EXPECT_EQ(
      refusal([&] { read_file(odd); }),
      odd.string() + ": expected --label_file, or 'images' and 'idx3' in the name of the file");
  folder_.write("answers", kTwoLabels);
  const std::string labels = (folder_.path() / "answers").string();
  EXPECT_EQ(read_file(odd, {.label_file = labels}).labels, Eigen::Vector2d(7, 2));
}

TEST_F(Idx, RefusesAGzipThatIsCutOrBroken) {
  const std::string packed = gzip(kTwoImages);
  const std::string expected = ": expected a whole gzip stream, got one that is ";
  EXPECT_EQ(refused(packed.substr(0, packed.size() - 3), kTwoLabels),
            kImages + expected + "truncated");
  std::string broken = packed;
  broken[packed.size() - 6] = static_cast<char>(broken[packed.size() - 6] ^ 0x55);  // its CRC
  EXPECT_EQ(refused(broken, kTwoLabels), kImages + expected + "corrupt");
}

// Fashion-MNIST's facts, computed with numpy 1.24 from Debian's files: the sum of all pixels, and
// of the first and the last image. The mean, 0.2860 of 255, is the one that is published
// everywhere.
TEST(FashionMnist, HoldsWhatIsKnownOfIt) {
  std::filesystem::path path;
  if (refusal([&] { path = find_fashion_mnist(); }) != "accepted") GTEST_SKIP() << "not installed";
  const DataSet data = read_file(path);
  ASSERT_EQ(data.features.rows(), 60000);
  ASSERT_EQ(data.features.cols(), 784);
  ASSERT_EQ(data.labels.size(), 60000);
  EXPECT_EQ(data.labels[0], 9.0);
  std::array<int, 10> samples{};
  for (const double label : data.labels) ++samples.at(static_cast<std::size_t>(label));
  for (const int count : samples) EXPECT_EQ(count, 6000);
  const RowMatrix& pixels = data.features.dense();
  EXPECT_EQ(pixels.row(0).sum(), 76247.0);
  EXPECT_EQ(pixels.row(59999).sum(), 16684.0);
  EXPECT_EQ(pixels.sum(), 3431114169.0);  // whole numbers below 2^53: exact in any order
  EXPECT_NEAR(pixels.sum() / 255.0 / 47040000.0, 0.2860, 5e-5);
}

/// The most memory that this process has held, in bytes, or 0 where the system does not tell.
double peak_memory() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    double kilobytes = 0.0;
    if (word == "VmHWM:" && status >> kilobytes) return kilobytes * 1024.0;
  }
  return 0.0;
}

/// The peak memory of a process of its own that reads the images, over the bytes of its matrix.
double memory_to_read(const std::filesystem::path& path) {
  std::array<int, 2> channel{};
  if (pipe(channel.data()) != 0) return NAN;
  const pid_t child = fork();
  if (child == 0) {
    const DataSet data = read_file(path);
    const double ratio = peak_memory() / static_cast<double>(data.features.bytes());
    const bool sent = write(channel[1], &ratio, sizeof ratio) == sizeof ratio;
    _exit(sent ? 0 : 1);
  }
  close(channel[1]);
  double ratio = NAN;
  const bool received = read(channel[0], &ratio, sizeof ratio) == sizeof ratio;
  close(channel[0]);
  int status = 0;
  waitpid(child, &status, 0);
  return received && status == 0 ? ratio : NAN;
}

TEST(FashionMnist, NeverTakesMoreThan1_3TimesTheBytesOfItsMatrix) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "a sanitizer takes memory of its own";
#endif
  std::filesystem::path path;
  if (refusal([&] { path = find_fashion_mnist(); }) != "accepted") GTEST_SKIP() << "not installed";
  if (peak_memory() == 0.0) GTEST_SKIP() << "no VmHWM in /proc/self/status";
  const double ratio = memory_to_read(path);
  EXPECT_LE(ratio, 1.3);
  EXPECT_GE(ratio, 1.0);  // else it was not measured
}

}  // namespace
}  // namespace ravine
