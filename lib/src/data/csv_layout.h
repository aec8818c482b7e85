// What the first lines of a file of separated values say about the whole.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "data/csv_fields.h"
#include "ravine/reader.h"

namespace ravine::csv {

/// What a column is used for.
enum class Role { kFeature, kLabel, kOut };

struct Layout {
  Dialect dialect;
  bool header = false;
  bool trailing = false;                // the last column is what stands behind a last delimiter
  std::vector<std::string> names = {};  // of each column; without a header none
  std::vector<Role> roles = {};         // of each column
  std::size_t label = 0;
  std::vector<std::string> notes = {};

  /// A column for messages and names: its name, or its index from 0.
  std::string column(std::size_t j) const;
};

/// Looks at the first lines of the file. Throws std::invalid_argument where they can be understood
/// in two ways, naming the option that decides, and where an option does not fit them.
Layout find_layout(const std::filesystem::path& path, const ReadOptions& options);

}  // namespace ravine::csv
