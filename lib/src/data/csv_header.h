// Whether the first line of a file of separated values holds names.
#pragma once

#include <string>
#include <vector>

#include "data/csv_fields.h"

namespace ravine::csv {

/// The first lines of a file: owned fields, all rows below the first of one width.
struct Sample {
  std::vector<std::string> first;
  std::vector<std::vector<std::string>> rows;  // below the first
};

enum class Header {
  kYes,
  kNo,
  kMixed,     // some columns of numbers begin with a word, others with a number
  kAmbiguous  // the line may be names or data
};

/// Decides by the kinds of the values below each field of the first line. `label` may hold words.
Header find_header(const Sample& sample, std::size_t label, const Dialect& dialect);

}  // namespace ravine::csv
