#include "data/gzip_file.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <cstring>
#include <vector>

namespace ravine {

struct GzipFile::Stream {
  gzFile file = nullptr;
  std::vector<unsigned char> buffer = std::vector<unsigned char>(1U << 18U);
  std::size_t begin = 0;  // of what is buffered and not yet given
  std::size_t end = 0;

  ~Stream() {
    if (file != nullptr) gzclose(file);
  }
};

GzipFile::GzipFile(const std::filesystem::path& path)
    : path_(path), stream_(std::make_unique<Stream>()) {
  if (!std::filesystem::exists(path)) {
    throw std::invalid_argument(fmt::format("{}: no such file", name()));
  }
  if (!std::filesystem::is_regular_file(path)) {
    throw std::invalid_argument(fmt::format("{}: expected a file", name()));
  }
  stream_->file = gzopen(path.c_str(), "rb");
  if (stream_->file == nullptr) {
    throw std::invalid_argument(fmt::format("{}: cannot be read", name()));
  }
  gzbuffer(stream_->file, 1U << 18U);
}

GzipFile::~GzipFile() = default;

std::size_t GzipFile::read(std::span<unsigned char> out) {
  std::size_t done = 0;
  while (done < out.size()) {
    const auto want = static_cast<unsigned>(std::min<std::size_t>(out.size() - done, 1U << 30U));
    const int got = gzread(stream_->file, out.data() + done, want);
    int error = Z_OK;
    gzerror(stream_->file, &error);
    if (got < 0 || error == Z_BUF_ERROR) {
      throw std::invalid_argument(
          fmt::format("{}: expected a whole gzip stream, got one that is {}", name(),
                      error == Z_BUF_ERROR ? "truncated" : "corrupt"));
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
    any = true;
    const unsigned char* const first = s.buffer.data() + s.begin;
    const std::size_t left = s.end - s.begin;
    const auto* const newline = static_cast<const unsigned char*>(std::memchr(first, '\n', left));
    const std::size_t length =
        newline == nullptr ? left : static_cast<std::size_t>(newline - first);
    line.append(reinterpret_cast<const char*>(first), length);
    s.begin += length + (newline == nullptr ? 0 : 1);
    if (newline != nullptr) break;
  }
  if (!line.empty() && line.back() == '\r') line.pop_back();
  // Spreadsheets open a file with the mark of UTF-8, which would make a word of the first number.
  if (line_number_ == 0 && line.starts_with("\xEF\xBB\xBF")) line.erase(0, 3);
  if (any) ++line_number_;
  return any;
}

std::invalid_argument GzipFile::line_error(const std::string& message) const {
  return std::invalid_argument(fmt::format("{}:{}: {}", name(), line_number_, message));
}

}  // namespace ravine
