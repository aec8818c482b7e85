// Readers of data files: CSV, LIBSVM and IDX, each plain or gzip.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "ravine/data/data_set.h"

namespace ravine {

struct ReadOptions {
  std::string label = {};           ///< CSV: the label column's name or index from 0; "": the last
  std::optional<bool> header = {};  ///< CSV: whether the first line is one; none: it is seen
  std::optional<bool> sparse = {};  ///< LIBSVM: how to keep it; none: sparse below 25 % density
  double scale = 1.0;               ///< IDX: what the bytes are multiplied by
  Precision precision = Precision::kDouble;  ///< how the features are stored
};

/// Reads the file, in the format that its first bytes show: n samples, their labels, and where each
/// stood. Throws std::invalid_argument "FILE:LINE: expected ..., got ..." for anything malformed.
DataSet read_data(const std::filesystem::path& path, const ReadOptions& options = {});

/// Comma-, semicolon- or tab-separated values, fields in double quotes or not. Features are finite
/// numbers; the labels are all numbers or all words, as the first is.
DataSet read_csv(const std::filesystem::path& path, const ReadOptions& options = {});

/// "label index:value index:value ..." with indices from 1 that rise (Chang & Lin 2011); what
/// follows '#' is a comment.
DataSet read_libsvm(const std::filesystem::path& path, const ReadOptions& options = {});

/// Unsigned bytes with their sizes ahead (LeCun, Cortes & Burges 1998). `path` holds the images;
/// the labels stand beside it, "labels-idx1" in the place of "images-idx3".
DataSet read_idx(const std::filesystem::path& path, const ReadOptions& options = {});

}  // namespace ravine
