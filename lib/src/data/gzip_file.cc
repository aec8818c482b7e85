#include "data/gzip_file.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "data/limits.h"

namespace ravine {

struct GzipFile::Stream {
  gzFile file = nullptr;
  std::vector<unsigned char> buffer;
  std::size_t begin = 0;  // of what is buffered and not yet given
  std::size_t end = 0;
  std::uintmax_t size = 0;    // on the disk
  bool after_return = false;  // the last line ended with CR, which LF may follow

  ~Stream() {
    if (file != nullptr) gzclose(file);
  }
};

GzipFile::GzipFile(const std::filesystem::path& path)
    : path_(path), stream_(std::make_unique<Stream>()) {
  std::error_code none;
  if (!std::filesystem::exists(path, none)) throw error("no such file");
  if (!std::filesystem::is_regular_file(path, none)) throw error("expected a file");
  stream_->size = std::filesystem::file_size(path, none);
  stream_->file = gzopen(path.c_str(), "rb");
  if (stream_->file == nullptr) throw error("cannot be read");
  constexpr std::uintmax_t kBuffer = 1U << 18U;
  const auto bytes =
      static_cast<unsigned>(std::clamp<std::uintmax_t>(stream_->size, 4096, kBuffer));
  stream_->buffer.resize(bytes);
  gzbuffer(stream_->file, bytes);
}

GzipFile::~GzipFile() = default;

std::uintmax_t GzipFile::size() const { return stream_->size; }

bool GzipFile::packed() const { return gzdirect(stream_->file) == 0; }

std::size_t GzipFile::read(std::span<unsigned char> out) {
  std::size_t done = 0;
  while (done < out.size()) {
    const auto want = static_cast<unsigned>(std::min<std::size_t>(out.size() - done, 1U << 30U));
    const int got = gzread(stream_->file, out.data() + done, want);
    int code = Z_OK;
    gzerror(stream_->file, &code);
    if (got < 0 || code == Z_BUF_ERROR) {
      throw error(fmt::format("expected a whole gzip stream, got one that is {}",
                              code == Z_BUF_ERROR ? "truncated" : "corrupt"));
    }
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  return done;
}

bool GzipFile::next_line(std::string& line) {
  line.clear();
  bool any = false;
  while (true) {
    Stream& s = *stream_;
    if (s.begin == s.end) {
      s.begin = 0;
      s.end = read(s.buffer);
      if (s.end == 0) break;
    }
    const char* const buffer = reinterpret_cast<const char*>(s.buffer.data());
    if (std::exchange(s.after_return, false) && buffer[s.begin] == '\n') {
      ++s.begin;
      continue;
    }
    if (!std::exchange(any, true)) ++line_number_;
    const std::string_view left(buffer + s.begin, s.end - s.begin);
    // A single search for both ends would be slower than two, which the C library does in vectors.
    const std::size_t newline = std::min(left.find('\n'), left.size());
    const std::size_t length = std::min(left.substr(0, newline).find('\r'), newline);
    if (line.size() + length > kLongestLine) {
      throw line_error(fmt::format("expected lines of at most {} bytes", kLongestLine));
    }
    line.append(left.substr(0, length));
    s.begin += length;
    if (length == left.size()) continue;
    s.after_return = left[length] == '\r';
    ++s.begin;
    break;
  }
  // Spreadsheets open a file with the mark of UTF-8, which would make a word of the first number.
  if (line_number_ == 1 && line.starts_with("\xEF\xBB\xBF")) line.erase(0, 3);
  if (line.find('\0') != std::string::npos) throw line_error("expected text, got a NUL byte");
  return any;
}

std::invalid_argument GzipFile::error(const std::string& message) const {
  return std::invalid_argument(file_message(name(), 0, message));
}

std::invalid_argument GzipFile::line_error(const std::string& message) const {
  return std::invalid_argument(file_message(name(), line_number_, message));
}

}  // namespace ravine
