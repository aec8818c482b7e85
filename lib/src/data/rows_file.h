// The rows of a feature matrix in a file, of which any part can be had in memory.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>

#include "ravine/features.h"

namespace ravine {

/// What a file's numbers are.
struct RowsLayout {
  Index rows = 0;
  Index cols = 0;
  Index entries = 0;  ///< rows * cols, or the entries of sparse rows
  bool sparse = false;
  Precision precision = Precision::kDouble;
  std::uint64_t values = 0;   ///< where they begin in the file
  std::uint64_t columns = 0;  ///< of sparse rows: an int an entry
  std::uint64_t starts = 0;   ///< of sparse rows: an int a row, and the number of entries
};

/// A part of a file in this process's memory, as long as the object lives.
class MappedBytes {
 public:
  /// Throws std::invalid_argument, which begins with `name`.
  MappedBytes(int file, std::uint64_t begin, std::uint64_t size, const std::string& name);
  ~MappedBytes();
  MappedBytes(const MappedBytes&) = delete;
  MappedBytes& operator=(const MappedBytes&) = delete;

  template <class T>
  const T* as() const {
    return reinterpret_cast<const T*>(static_cast<const char*>(page_) + ahead_);
  }

 private:
  void* page_ = nullptr;
  std::size_t size_ = 0;
  std::size_t ahead_ = 0;  // of the page's beginning
};

/// An open file. Members may be called by several threads at once.
class RowsFile {
 public:
  RowsFile(std::filesystem::path path, const RowsLayout& layout);
  ~RowsFile();
  RowsFile(const RowsFile&) = delete;
  RowsFile& operator=(const RowsFile&) = delete;

  const RowsLayout& layout() const { return layout_; }

  std::unique_ptr<const MappedBytes> map(std::uint64_t begin, std::uint64_t size) const;
  /// Fills `out` from the byte `begin` on.
  void read(std::uint64_t begin, std::span<std::byte> out) const;

 private:
  std::filesystem::path path_;
  RowsLayout layout_;
  int file_;
};

}  // namespace ravine
