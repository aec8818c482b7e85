#include "data/rows_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string>
#include <utility>

#include "data/limits.h"

namespace ravine {
namespace {

[[noreturn]] void fail(const std::string& name, int error) {
  throw std::invalid_argument(
      file_message(name, 0, std::string("cannot be read (") + std::strerror(error) + ")"));
}

}  // namespace

MappedBytes::MappedBytes(int file, std::uint64_t begin, std::uint64_t size,
                         const std::string& name) {
  const auto page = static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
  ahead_ = begin % page;
  size_ = size + ahead_;
  if (size == 0) return;
  void* const found = mmap(nullptr, size_, PROT_READ, MAP_SHARED | MAP_POPULATE, file,
                           static_cast<off_t>(begin - ahead_));
  if (found == MAP_FAILED) fail(name, errno);
  page_ = found;
}

MappedBytes::~MappedBytes() {
  if (page_ != nullptr) munmap(page_, size_);
}

RowsFile::RowsFile(std::filesystem::path path, const RowsLayout& layout)
    : path_(std::move(path)), layout_(layout), file_(open(path_.c_str(), O_RDONLY | O_CLOEXEC)) {
  if (file_ < 0) fail(path_.string(), errno);
}

RowsFile::~RowsFile() { close(file_); }

std::unique_ptr<const MappedBytes> RowsFile::map(std::uint64_t begin, std::uint64_t size) const {
  return std::make_unique<const MappedBytes>(file_, begin, size, path_.string());
}

void RowsFile::read(std::uint64_t begin, std::span<std::byte> out) const {
  while (!out.empty()) {
    const ssize_t got = pread(file_, out.data(), out.size(), static_cast<off_t>(begin));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail(path_.string(), errno);
    if (got == 0) {
      throw std::invalid_argument(file_message(path_.string(), 0, "was cut short while in use"));
    }
    begin += static_cast<std::uint64_t>(got);
    out = out.subspan(static_cast<std::size_t>(got));
  }
}

}  // namespace ravine
