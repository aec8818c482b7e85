#include "record/output_file.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <iterator>

namespace ravine {
namespace {

namespace fs = std::filesystem;

const FileKind kNumbers{"a file of numbers", {"number"}};

class OutputFileTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "ravine_output_XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { fs::remove_all(folder_); }

  fs::path put(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name) << text;
    return folder_ / name;
  }
  static std::string content(const fs::path& path) {
    std::ifstream in(path);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  std::size_t files() const {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(folder_), fs::directory_iterator()));
  }

  fs::path folder_;
};

std::string refusal(const fs::path& path) {
  try {
    OutputFile(path, kNumbers);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "";
}

/// Files may grow up to `bytes` while it lives, as on a disk that is full from then on.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) {
    getrlimit(RLIMIT_FSIZE, &old_);
    const rlimit small{bytes, old_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &small);
    std::signal(SIGXFSZ, SIG_IGN);
  }
  ~FullDisk() { setrlimit(RLIMIT_FSIZE, &old_); }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

 private:
  rlimit old_{};
};

TEST_F(OutputFileTest, ReplacesAWholeFileAndKeepsItsMode) {
  const fs::path path = put("a", "number 1\n");
  fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
  OutputFile file(path, kNumbers);
  EXPECT_EQ(content(path), "number 1\n");
  file.replace({"number 2\n"});
  EXPECT_EQ(content(path), "number 2\n");
  EXPECT_EQ(fs::status(path).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(OutputFileTest, LeavesNothingBeside) {
  { OutputFile(folder_ / "a", kNumbers).replace({"number 1\n"}); }
  { OutputFile not_written(folder_ / "b", kNumbers); }
  EXPECT_EQ(files(), 1U);
}

TEST_F(OutputFileTest, FollowsLinksToTheirTarget) {
  const fs::path target = put("target", "number 1\n");
  fs::create_symlink("target", folder_ / "link");
  fs::create_symlink("not_there_yet", folder_ / "dangling");
  OutputFile(folder_ / "link", kNumbers).replace({"number 2\n"});
  OutputFile(folder_ / "dangling", kNumbers).replace({"number 3\n"});
  EXPECT_TRUE(fs::is_symlink(folder_ / "link"));
  EXPECT_TRUE(fs::is_symlink(folder_ / "dangling"));
  EXPECT_EQ(content(target), "number 2\n");
  EXPECT_EQ(content(folder_ / "not_there_yet"), "number 3\n");
}

TEST_F(OutputFileTest, AFullDiskLeavesTheOldFile) {
  const fs::path path = put("a", "number 1\n");
  OutputFile file(path, kNumbers);
  {
    const FullDisk full(4096);
    const std::string long_text(8192, '2');
    EXPECT_THROW(file.replace({"number ", long_text}), WriteError);
    EXPECT_THROW(file.append("number " + std::string(8192, '2')), WriteError);
  }
  EXPECT_EQ(content(path), "number 1\n");
  EXPECT_EQ(files(), 2U);  // and the lock
}

TEST_F(OutputFileTest, AFullDiskLeavesWholeLines) {
  const fs::path path = folder_ / "a";
  OutputFile file(path, kNumbers);
  file.append("number 1\n");
  {
    const FullDisk full(4096);
    EXPECT_THROW(file.append(std::string(8192, '2') + '\n'), WriteError);
  }
  EXPECT_EQ(content(path), "number 1\n");
  file.append("number 3\n");
  file.finish();
  EXPECT_EQ(content(path), "number 1\nnumber 3\n");
}

TEST_F(OutputFileTest, KeepsTheFirstBytesWhenAsked) {
  const fs::path path = put("a", "number 1\nnumb");
  OutputFile file(path, kNumbers);
  file.keep(9);
  EXPECT_EQ(content(path), "number 1\nnumb");
  file.append("number 2\n");
  EXPECT_EQ(content(path), "number 1\nnumber 2\n");
}

// A node of the machine's /dev/null, made in a folder of the test's own.
TEST_F(OutputFileTest, WritesThroughADevice) {
  const fs::path device = folder_ / "null";
  if (mknod(device.c_str(), S_IFCHR | 0666, makedev(1, 3)) != 0) {
    GTEST_SKIP() << "needs the right to make a device";
  }
  OutputFile file(device, kNumbers);
  EXPECT_FALSE(file.regular());
  file.replace({"number 1\n"});
  file.append("number 2\n");
  EXPECT_TRUE(fs::is_character_file(device));
  EXPECT_EQ(files(), 1U);
}

TEST_F(OutputFileTest, TellsThatADeviceIsFull) {
  OutputFile file("/dev/full", kNumbers);
  try {
    file.replace({"number 1\n"});
    FAIL();
  } catch (const WriteError& error) {
    EXPECT_STREQ(error.what(), "/dev/full: cannot be written (No space left on device)");
  }
}

TEST_F(OutputFileTest, WritesThroughAPipe) {
  const fs::path pipe = folder_ / "pipe";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  const pid_t writer = fork();
  if (writer == 0) {
    OutputFile file(pipe, kNumbers);
    file.append("number 1\n");
    file.append("number 2\n");
    _exit(0);
  }
  EXPECT_EQ(content(pipe), "number 1\nnumber 2\n");
  waitpid(writer, nullptr, 0);
  EXPECT_TRUE(fs::is_fifo(pipe));
}

TEST_F(OutputFileTest, RefusesWhatIsNotOfItsKind) {
  const fs::path notes = put("notes", "my notes\n");
  EXPECT_EQ(refusal(notes), notes.string() +
                                ":1: expected a file of numbers, got another file, which is left "
                                "as it is");
  EXPECT_EQ(refusal(folder_), folder_.string() + ": expected a file to write, got a folder");
  EXPECT_EQ(
      refusal(folder_ / "no" / "folder"),
      (folder_ / "no" / "folder").string() + ": cannot be written (No such file or directory)");
  for (const char* own : {"", "num", " number 7"}) EXPECT_EQ(refusal(put("own", own)), "") << own;
  EXPECT_EQ(content(notes), "my notes\n");
}

TEST_F(OutputFileTest, IsLockedAgainstOtherWriters) {
  const fs::path path = put("a", "number 1\n");
  {
    const OutputFile first(path, kNumbers);
    fs::create_symlink("a", folder_ / "link");
    for (const fs::path& name : {path, folder_ / "link"}) {
      EXPECT_EQ(refusal(name), name.string() + ": is being written by another process, number " +
                                   std::to_string(getpid()));
    }
  }
  EXPECT_EQ(refusal(path), "");
}

// The lock of a killed process is no lock.
TEST_F(OutputFileTest, TakesOverFromAKilledWriter) {
  const fs::path path = folder_ / "a";
  const pid_t writer = fork();
  if (writer == 0) {
    OutputFile file(path, kNumbers);
    file.append("number 1\n");
    _exit(0);  // no destructor is run
  }
  waitpid(writer, nullptr, 0);
  EXPECT_TRUE(fs::exists(folder_ / ".a.lock"));
  EXPECT_EQ(refusal(path), "");
  EXPECT_EQ(content(path), "number 1\n");
  EXPECT_FALSE(fs::exists(folder_ / ".a.lock"));
}

TEST_F(OutputFileTest, IsNoInputAndNoOtherOutput) {
  const fs::path data = put("data", "number 1\n");
  fs::create_symlink("data", folder_ / "link");
  const auto refuses = [](const std::vector<NamedFile>& in, const std::vector<NamedFile>& out) {
    EXPECT_THROW(refuse_shared_files(in, out), std::invalid_argument);
  };
  refuses({{"--data", data}}, {{"--traces", data}});
  refuses({{"--data", data}}, {{"--traces", folder_ / "link"}});
  refuses({}, {{"--traces", folder_ / "new"}, {"--benchmark_out", folder_ / "." / "new"}});
  refuse_shared_files({{"--data", data}},
                      {{"--traces", folder_ / "a"}, {"--benchmark_out", folder_ / "b"}});
  refuse_shared_files({}, {{"--traces", "/dev/null"}, {"--benchmark_out", "/dev/null"}});
}

TEST(ValidUtf8, ReplacesWhatIsNone) {
  EXPECT_EQ(valid_utf8("caf\xc3\xa9 \"1\"\n"), "caf\xc3\xa9 \"1\"\n");
  EXPECT_EQ(valid_utf8("caf\xe9"), "caf\xef\xbf\xbd");
}

}  // namespace
}  // namespace ravine
