// A file read from front to back, plain or gzip, whole or line by line.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>

namespace ravine {

/// Every error is a std::invalid_argument that names the file.
class GzipFile {
 public:
  /// Throws where the file is missing, a directory, or cannot be read.
  explicit GzipFile(const std::filesystem::path& path);
  ~GzipFile();
  GzipFile(const GzipFile&) = delete;
  GzipFile& operator=(const GzipFile&) = delete;

  /// Fills `out` as far as the content goes and returns the bytes read. Throws where a gzip stream
  /// is corrupt or ends early.
  std::size_t read(std::span<unsigned char> out);

  /// The next line without its end, which is LF, CR LF or CR; false after the last. Throws where a
  /// line is longer than kLongestLine or holds a NUL byte, which no text does.
  bool next_line(std::string& line);
  /// The number of the line that `next_line` gave last, from 1.
  std::uint32_t line_number() const { return line_number_; }

  std::string name() const { return path_.string(); }
  /// The bytes that the file takes on the disk.
  std::uintmax_t size() const;
  /// Whether it is a gzip stream; asked once something was read.
  bool packed() const;

  /// "FILE: " and the message, as an exception to throw.
  std::invalid_argument error(const std::string& message) const;
  /// "FILE:LINE: " and the message, as an exception to throw.
  std::invalid_argument line_error(const std::string& message) const;

 private:
  struct Stream;
  std::filesystem::path path_;
  std::unique_ptr<Stream> stream_;
  std::uint32_t line_number_ = 0;
};

}  // namespace ravine
