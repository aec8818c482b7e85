#include "record/output_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>
#include <utility>

namespace ravine {
namespace {

namespace fs = std::filesystem;

std::string cannot_be_written(const fs::path& path, int error) {
  return fmt::format("{}: cannot be written ({})", path.string(), std::strerror(error));
}

bool same_file(const struct stat& a, const struct stat& b) {
  return a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

/// True where a file is what the program prints to: replacing it would lose what was printed.
bool is_standard_stream(const struct stat& file) {
  struct stat stream {};
  return (fstat(STDOUT_FILENO, &stream) == 0 && same_file(file, stream)) ||
         (fstat(STDERR_FILENO, &stream) == 0 && same_file(file, stream));
}

bool share_a_file(const fs::path& a, const fs::path& b) {
  struct stat first {};
  struct stat second {};
  if (stat(a.c_str(), &first) == 0 && stat(b.c_str(), &second) == 0) {
    return S_ISREG(first.st_mode) && same_file(first, second);
  }
  std::error_code ignored;  // a name that does not resolve is told where the file is opened
  return fs::weakly_canonical(fs::absolute(a), ignored) ==
         fs::weakly_canonical(fs::absolute(b), ignored);
}

/// Writes all of `text`; the number of the error, or 0.
int write_all(int file, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(file, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

/// Makes the renaming in a folder last. Some file systems cannot sync a folder, and none of them
/// loses the file by it.
void sync_folder(const fs::path& folder) {
  const fs::path name = folder.empty() ? "." : folder;
  const int descriptor = open(name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  fsync(descriptor);
  close(descriptor);
}

/// The first bytes of a file, white space left out.
std::string opening_of(const fs::path& path) {
  std::string bytes(256, '\0');
  std::ifstream in(path, std::ios::binary);
  in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(in.gcount()));
  std::erase_if(bytes, [](unsigned char c) { return std::isspace(c) != 0; });
  return bytes;
}

}  // namespace

void refuse_shared_files(const std::vector<NamedFile>& inputs,
                         const std::vector<NamedFile>& outputs) {
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    std::vector<NamedFile> others(outputs.begin(), outputs.begin() + static_cast<long>(i));
    others.insert(others.end(), inputs.begin(), inputs.end());
    for (const NamedFile& other : others) {
      if (!share_a_file(outputs[i].path, other.path)) continue;
      throw std::invalid_argument(fmt::format("{}: expected another file than that of {}, got {}",
                                              outputs[i].flag, other.flag,
                                              outputs[i].path.string()));
    }
  }
}

std::string valid_utf8(std::string_view text) {
  using Json = nlohmann::json;
  const std::string escaped = Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
  return Json::parse(escaped).get<std::string>();
}

OutputFile::OutputFile(fs::path path, FileKind kind, bool waits)
    : path_(std::move(path)), target_(path_) {
  follow_links();
  if (!regular_) return;
  expect_kind(kind);
  lock(waits);
}

OutputFile::~OutputFile() {
  if (file_ >= 0) close(file_);
  unlock();
}

void OutputFile::fail(int error) const { throw WriteError(cannot_be_written(path_, error)); }

void OutputFile::follow_links() {
  struct stat file {};
  if (stat(path_.c_str(), &file) == 0) {
    if (S_ISDIR(file.st_mode)) {
      throw std::invalid_argument(
          fmt::format("{}: expected a file to write, got a folder", path_.string()));
    }
    regular_ = S_ISREG(file.st_mode) && !is_standard_stream(file);
    if (access(path_.c_str(), W_OK) != 0) {
      throw std::invalid_argument(cannot_be_written(path_, errno));
    }
    if (regular_) target_ = fs::canonical(path_);
    return;
  }
  if (errno != ENOENT) throw std::invalid_argument(cannot_be_written(path_, errno));
  // A link may lead to a file that is not there yet. The system refuses more than 40 in a row.
  std::error_code none;
  for (int links = 0; links < 40 && fs::is_symlink(target_, none); ++links) {
    target_ = target_.parent_path() / fs::read_symlink(target_, none);
  }
}

void OutputFile::expect_kind(const FileKind& kind) const {
  if (kind.openings.empty() || !fs::exists(target_)) return;
  const std::string opening = opening_of(target_);
  const bool right = std::any_of(kind.openings.begin(), kind.openings.end(), [&](const auto& own) {
    return opening.starts_with(own) || own.starts_with(opening);  // empty, or cut short
  });
  if (right) return;
  throw std::invalid_argument(fmt::format(
      "{}:1: expected {}, got another file, which is left as it is", path_.string(), kind.name));
}

// A file of its own holds the lock, since renaming replaces the file that is written. It is removed
// at the end; where another process has removed it in between, a new one is made. On a file system
// that knows no locks the output is written without one.
void OutputFile::lock(bool waits) {
  const fs::path name =
      target_.parent_path() / fmt::format(".{}.lock", target_.filename().string());
  for (;;) {
    lock_ = open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (lock_ < 0) throw std::invalid_argument(cannot_be_written(path_, errno));
    if (flock(lock_, waits ? LOCK_EX : LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
      char holder[32] = {};
      const ssize_t read_bytes = read(lock_, holder, sizeof holder - 1);
      close(std::exchange(lock_, -1));
      throw std::invalid_argument(fmt::format("{}: is being written by another process{}{}",
                                              path_.string(), read_bytes > 0 ? ", number " : "",
                                              holder));
    }
    struct stat held {};
    struct stat named {};
    if (fstat(lock_, &held) == 0 && stat(name.c_str(), &named) == 0 && same_file(held, named)) {
      break;
    }
    close(std::exchange(lock_, -1));
  }
  lock_name_ = name;
  const std::string holder = std::to_string(getpid());
  if (ftruncate(lock_, 0) == 0) write_all(lock_, holder);
}

void OutputFile::unlock() {
  if (lock_ < 0) return;
  unlink(lock_name_.c_str());
  close(lock_);
}

fs::path OutputFile::beside() const {
  return target_.parent_path() / fmt::format(".{}.{}", target_.filename().string(), getpid());
}

int OutputFile::open_beside() const {
  const fs::path name = beside();
  unlink(name.c_str());  // left by a killed process of this number: the lock says that it is gone
  struct stat old {};
  const bool replaces = stat(target_.c_str(), &old) == 0;
  const int file = open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC,
                        replaces ? 0600 : 0666);
  if (file >= 0 && replaces) {
    // The owner can be kept by the superuser alone, and the mode then comes after the owner.
    if (fchown(file, old.st_uid, old.st_gid) != 0) errno = 0;
    fchmod(file, old.st_mode & 07777);
  }
  return file;
}

void OutputFile::put_in_place(const std::vector<std::string_view>& pieces) {
  file_ = open_beside();
  if (file_ < 0) fail(errno);
  int error = 0;
  size_ = 0;
  for (const std::string_view piece : pieces) {
    if (error == 0) error = write_all(file_, piece);
    size_ += piece.size();
  }
  if (error == 0 && fsync(file_) != 0) error = errno;
  if (error == 0 && rename(beside().c_str(), target_.c_str()) != 0) error = errno;
  if (error != 0) {
    close(std::exchange(file_, -1));
    unlink(beside().c_str());
    fail(error);
  }
  sync_folder(target_.parent_path());
}

void OutputFile::replace(const std::vector<std::string_view>& pieces) {
  if (regular_) {
    put_in_place(pieces);
  } else {
    for (const std::string_view piece : pieces) append(piece);
  }
  close(std::exchange(file_, -1));
}

void OutputFile::keep(std::uintmax_t bytes) {
  keeps_ = true;
  size_ = bytes;
}

void OutputFile::open_for_append() {
  file_ = open(target_.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
  if (file_ < 0) fail(errno);
  if (regular_ && ftruncate(file_, static_cast<off_t>(size_)) != 0) fail(errno);
}

void OutputFile::append(std::string_view text) {
  if (file_ < 0 && regular_ && !keeps_) {
    put_in_place({text});
    last_sync_ = std::chrono::steady_clock::now();
    return;
  }
  if (file_ < 0) open_for_append();
  if (const int error = write_all(file_, text); error != 0) {
    // What was begun is taken back, so that the file stays whole.
    if (regular_ && ftruncate(file_, static_cast<off_t>(size_)) != 0) fail(errno);
    fail(error);
  }
  size_ += text.size();
  synced_ = false;
  const auto now = std::chrono::steady_clock::now();
  if (now - last_sync_ < std::chrono::seconds(1)) return;
  last_sync_ = now;
  finish();
}

void OutputFile::finish() {
  if (synced_ || !regular_) return;
  if (fsync(file_) != 0) fail(errno);
  synced_ = true;
}

}  // namespace ravine
