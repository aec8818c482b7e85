// What reads a data file of some format.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ravine/data_set.h"
#include "ravine/export.h"
#include "ravine/memory.h"

namespace ravine {

/// What is done with a sample in which a value is missing.
enum class Missing {
  kRefuse,
  kDrop,   ///< the sample is left out
  kImpute  ///< a feature becomes its mean over the samples that have it
};

/// How a file is read. An option that is set and that the file's format does not take is refused by
/// name. Messages name an option as the flags do, "--label".
struct ReadOptions {
  // CSV
  std::string label = {};           ///< the label column's name or index from 0; "": the last
  std::optional<bool> header = {};  ///< whether the first line is one; none: it is seen
  std::string delimiter = {};       ///< one character; "tab"; "space": white space; "": it is seen
  std::string decimal = {};         ///< the decimal mark, "." or ","; "": it is seen
  std::string comment = {};  ///< what follows it is passed over; "": lines that begin with '#' are
  std::vector<std::string> drop = {};       ///< columns to leave out, by name or index
  Missing missing = Missing::kRefuse;       ///< samples with missing values
  std::vector<std::string> na_values = {};  ///< what stands for a missing value; none: "", NA, ?, …
  bool one_hot = false;  ///< a column of words becomes a column of 0 and 1 per word
  // LIBSVM
  bool zero_based = false;          ///< indices start at 0
  bool ignore_qid = false;          ///< the groups "qid:7" of rankings are passed over
  std::optional<bool> sparse = {};  ///< how to keep it; none: sparse below 25 % density
  // IDX
  std::string label_file = {};  ///< "": found beside the images by its name
  double scale = 1.0;           ///< what the numbers are multiplied by
  // all
  Precision precision = Precision::kDouble;  ///< how the features are stored
};

/// A format of data files, each plain or gzip. Members throw std::invalid_argument
/// "FILE: no such file" where there is none.
class RAVINE_EXPORT Reader {
 public:
  virtual ~Reader() = default;

  /// Whether the first bytes or lines of the file are of this format.
  virtual bool recognises(const std::filesystem::path& path) const = 0;

  /// n samples in double precision, their labels, and where each stands. Throws
  /// std::invalid_argument "FILE:LINE: expected ..., got ..." for anything malformed.
  virtual DataSet read(const std::filesystem::path& path, const ReadOptions& options) const = 0;
};

namespace detail {

RAVINE_EXPORT std::shared_ptr<DataSet> read_data(const std::filesystem::path& path,
                                                 const ReadOptions& options);

}  // namespace detail

/// Reads the file, in the format that its first bytes show: n samples, their labels, and where each
/// stood. Throws std::invalid_argument "FILE:LINE: expected ..., got ..." for anything malformed.
inline DataSet read_data(const std::filesystem::path& path, const ReadOptions& options = {}) {
  return detail::taken(detail::read_data(path, options));
}

}  // namespace ravine
