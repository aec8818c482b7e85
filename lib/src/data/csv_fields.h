// The fields of a line of separated values, and what each of them is.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/gzip_file.h"
#include "ravine/objective.h"

namespace ravine::csv {

/// How the lines of a file are written.
struct Dialect {
  char delimiter = ',';  // ' ' stands for any run of spaces and tabs
  char decimal = '.';
  std::string comment = {};                     // empty: lines that begin with '#'
  std::vector<std::string> missing_words = {};  // sorted; an empty field is always missing
};

enum class Kind { kMissing, kNumber, kWord };

using Fields = std::vector<std::string_view>;

/// Splits `line` into fields without the white space around them. A field that begins with a quote
/// may hold the delimiter, and "" for a quote: it is unquoted in place. False where a quote does
/// not close.
bool split(std::string& line, char delimiter, Fields& fields);

/// The number that the whole field is, "inf" and "nan" too; none for anything else.
std::optional<double> number(std::string_view field, char decimal);

bool is_missing(std::string_view field, const Dialect& dialect);
Kind kind(std::string_view field, const Dialect& dialect);

/// The lines of a file that hold values.
class ContentLines {
 public:
  ContentLines(const std::filesystem::path& path, const Dialect& dialect)
      : file_(path), dialect_(dialect) {}

  const GzipFile& file() const { return file_; }
  /// The lines passed over that were comments alone.
  Index comments() const { return comments_; }

  /// The next line that is neither blank nor a comment, without a comment at its end.
  bool next(std::string& line);
  /// The same, split. Throws where a quote does not close or there are more than kMostFields.
  bool next(std::string& line, Fields& fields);

 private:
  GzipFile file_;
  Dialect dialect_;
  Index comments_ = 0;
};

}  // namespace ravine::csv
