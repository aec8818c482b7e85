// A file that a program leaves behind. The old file stays until a whole new one takes its place.
// A full disk, a kill or a wrong name therefore loses nothing.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "ravine/export.h"

namespace ravine {

/// The disk, the pipe or the device refused what was written; the message names the file.
struct RAVINE_EXPORT WriteError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// What files of one kind look like, so that no other file is overwritten by mistake.
struct FileKind {
  std::string name;                   ///< "a traces file"
  std::vector<std::string> openings;  ///< what one begins with, white space left out; none: any
};

/// A file name that a flag gives.
struct NamedFile {
  std::string flag;  ///< "--traces"
  std::filesystem::path path;
};

/// Throws std::invalid_argument where an output is also an input or another output. Devices and
/// pipes may be shared.
RAVINE_EXPORT void refuse_shared_files(const std::vector<NamedFile>& inputs,
                                       const std::vector<NamedFile>& outputs);

/// The same text with U+FFFD in place of every byte that is no UTF-8, as JSON asks for.
RAVINE_EXPORT std::string valid_utf8(std::string_view text);

/// One output. A new file is written beside the old one and renamed into its place. Links are
/// followed, and the old file's mode is kept. A device or a pipe, such as /dev/null, is written to
/// directly.
class RAVINE_EXPORT OutputFile {
 public:
  /// Changes nothing at `path`, and locks it against other processes. Throws std::invalid_argument
  /// where it cannot be written or is not of `kind`, and where another process is writing it, which
  /// `waits` lets end first.
  OutputFile(std::filesystem::path path, FileKind kind, bool waits = false);
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  /// True for a regular file, or where there is no file yet.
  bool regular() const { return regular_; }

  /// Puts the pieces into place as the whole file. Throws WriteError, with the old file as it was.
  void replace(const std::vector<std::string_view>& pieces);

  /// From now on `append` adds to the first `bytes` of the file that is there.
  void keep(std::uintmax_t bytes);

  /// Adds `text`, whole or not at all. Without `keep` the first text takes the place of the old
  /// file. Syncs to disk once a second, since a sync may cost more than a run. Throws WriteError.
  void append(std::string_view text);

  /// Syncs what was appended. Throws WriteError.
  void finish();

 private:
  void follow_links();
  void expect_kind(const FileKind& kind) const;
  void lock(bool waits);
  void unlock();
  int open_beside() const;
  void put_in_place(const std::vector<std::string_view>& pieces);
  void open_for_append();
  std::filesystem::path beside() const;
  [[noreturn]] void fail(int error) const;

  std::filesystem::path path_;    // as the user wrote it
  std::filesystem::path target_;  // where the links lead
  bool regular_ = true;
  int lock_ = -1;
  std::filesystem::path lock_name_;
  int file_ = -1;            // open for appending
  std::uintmax_t size_ = 0;  // of what was appended or kept
  bool keeps_ = false;
  bool synced_ = true;
  std::chrono::steady_clock::time_point last_sync_{};
};

}  // namespace ravine
