// What reads a data file of some format.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "ravine/data_set.h"

namespace ravine {

struct ReadOptions {
  std::string label = {};           ///< CSV: the label column's name or index from 0; "": the last
  std::optional<bool> header = {};  ///< CSV: whether the first line is one; none: it is seen
  std::optional<bool> sparse = {};  ///< LIBSVM: how to keep it; none: sparse below 25 % density
  double scale = 1.0;               ///< IDX: what the bytes are multiplied by
  Precision precision = Precision::kDouble;  ///< how the features are stored
};

/// A format of data files, each plain or gzip. Members throw std::invalid_argument
/// "FILE: no such file" where there is none.
class Reader {
 public:
  virtual ~Reader() = default;

  /// Whether the first bytes or lines of the file are of this format.
  virtual bool recognises(const std::filesystem::path& path) const = 0;

  /// n samples in double precision, their labels, and where each stands. Throws
  /// std::invalid_argument "FILE:LINE: expected ..., got ..." for anything malformed.
  virtual DataSet read(const std::filesystem::path& path, const ReadOptions& options) const = 0;
};

/// Reads the file, in the format that its first bytes show: n samples, their labels, and where each
/// stood. Throws std::invalid_argument "FILE:LINE: expected ..., got ..." for anything malformed.
DataSet read_data(const std::filesystem::path& path, const ReadOptions& options = {});

}  // namespace ravine
