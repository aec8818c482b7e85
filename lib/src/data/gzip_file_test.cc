#include "data/gzip_file.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/random.h"
#include "data/limits.h"
#include "data/temporary_file.h"

namespace ravine {
namespace {

std::string read_all(const std::filesystem::path& path) {
  GzipFile file(path);
  std::vector<unsigned char> bytes(1000);
  std::string content;
  while (const std::size_t got = file.read(bytes)) {
    content.append(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(got));
  }
  return content;
}

std::vector<std::string> read_lines(const std::filesystem::path& path) {
  GzipFile file(path);
  std::vector<std::string> lines;
  for (std::string line; file.next_line(line);) {
    lines.push_back(line);
    EXPECT_EQ(file.line_number(), lines.size());
  }
  return lines;
}

/// Bytes that hardly compress, so that a cut falls into the stream and not behind it.
std::string noise(std::size_t size) {
  Random random(3, Random::Stream::kData);
  std::string content(size, '\0');
  for (char& c : content) c = static_cast<char>(random.below(256));
  return content;
}

TEST(GzipFile, SameBytesPlainAndGzip) {
  const TemporaryFolder folder;
  for (const std::size_t size : {0U, 1U, 2U, 999U, 1000U, 262144U, 700001U}) {
    const std::string content = noise(size);
    EXPECT_EQ(read_all(folder.write("plain", content)), content) << size;
    EXPECT_EQ(read_all(folder.write("packed.gz", gzip(content))), content) << size;
  }
}

TEST(GzipFile, SeveralStreamsInARowAreOneFile) {  // as RFC 1952, section 2.2, has it
  const TemporaryFolder folder;
  EXPECT_EQ(read_all(folder.write("two.gz", gzip("first,") + gzip("second"))), "first,second");
}

TEST(GzipFile, LinesWithAnyEndAndWithout) {
  const TemporaryFolder folder;
  using Lines = std::vector<std::string>;
  EXPECT_EQ(read_lines(folder.write("a", "")), Lines());
  EXPECT_EQ(read_lines(folder.write("b", "\n")), Lines({""}));
  EXPECT_EQ(read_lines(folder.write("c", "one\ntwo")), Lines({"one", "two"}));
  EXPECT_EQ(read_lines(folder.write("f", "one\rtwo\r\rfour")), Lines({"one", "two", "", "four"}));
  EXPECT_EQ(read_lines(folder.write("d", "one\r\n\r\ntwo\r\n")), Lines({"one", "", "two"}));
  EXPECT_EQ(read_lines(folder.write("e", "\xEF\xBB\xBFone\n\xEF\xBB\xBFtwo\n")),
            Lines({"one", "\xEF\xBB\xBFtwo"}));
}

TEST(GzipFile, LinesLongerThanTheBuffer) {
  const TemporaryFolder folder;
  const std::vector<std::string> lines = {std::string(300000, 'a'), "b", std::string(600000, 'c')};
  const std::string content = lines[0] + '\n' + lines[1] + '\n' + lines[2] + '\n';
  EXPECT_EQ(read_lines(folder.write("plain", content)), lines);
  EXPECT_EQ(read_lines(folder.write("packed.gz", gzip(content))), lines);
}

TEST(GzipFile, ALineEndAcrossTheBufferIsOne) {
  const TemporaryFolder folder;
  for (std::size_t size = 262140; size < 262150; ++size) {
    const std::string first(size, 'a');
    EXPECT_EQ(read_lines(folder.write("plain", first + "\r\nb\r\n")),
              std::vector<std::string>({first, "b"}));
  }
}

TEST(GzipFile, RefusesAStreamCutAnywhere) {
  const TemporaryFolder folder;
  const std::string packed = gzip(noise(3000));
  for (const std::size_t size : {2UL, 5UL, 10UL, 11UL, 500UL, packed.size() - 1}) {
    const auto path = folder.write("cut.gz", packed.substr(0, size));
    EXPECT_EQ(refusal([&] { read_all(path); }),
              path.string() + ": expected a whole gzip stream, got one that is truncated")
        << size;
  }
}

TEST(GzipFile, RefusesAStreamWithAByteChanged) {
  const TemporaryFolder folder;
  const std::string packed = gzip("some text, some text, some text\n");
  for (const std::size_t place : {packed.size() / 2, packed.size() - 8, packed.size() - 4}) {
    std::string broken = packed;
    broken[place] = static_cast<char>(broken[place] ^ 0x55);
    const auto path = folder.write("broken.gz", broken);
    const std::string message = refusal([&] { read_all(path); });
    EXPECT_EQ(message.find(path.string() + ": expected a whole gzip stream, got one that is "), 0U)
        << place << ' ' << message;
  }
}

TEST(GzipFile, RefusesWhatIsNoFile) {
  const TemporaryFolder folder;
  const std::string missing = (folder.path() / "missing.csv").string();
  EXPECT_EQ(refusal([&] { GzipFile file(missing); }), missing + ": no such file");
  const std::string directory = folder.path().string();
  EXPECT_EQ(refusal([&] { GzipFile file(directory); }), directory + ": expected a file");
}

TEST(GzipFile, ErrorsNameTheLineThatWasRead) {
  const TemporaryFolder folder;
  const auto path = folder.write("file", "a\nb\nc\n");
  GzipFile file(path);
  std::string line;
  file.next_line(line);
  file.next_line(line);
  EXPECT_EQ(file.line_error("expected d").what(), path.string() + ":2: expected d");
}

TEST(GzipFile, ALineLongerThanTheLimitIsRefusedBeforeItIsRead) {
  const TemporaryFolder folder;
  const auto path = folder.write("long.csv", std::string(kLongestLine + 1, '1'));
  GzipFile file(path);
  std::string line;
  EXPECT_THROW(file.next_line(line), std::invalid_argument);
  EXPECT_LE(line.size(), kLongestLine);
  const auto right = folder.write("right.csv", std::string(kLongestLine, '1'));
  EXPECT_TRUE(GzipFile(right).next_line(line));
}

}  // namespace
}  // namespace ravine
