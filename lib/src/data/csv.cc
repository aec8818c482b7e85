#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

#include "data/gzip_file.h"
#include "data/label_words.h"
#include "data/readers.h"

namespace ravine::reader {
namespace {

using Fields = std::vector<std::string>;

bool blank(const std::string& line) { return line.find_first_not_of(" \t") == std::string::npos; }

char find_delimiter(const std::string& line) {
  for (const char candidate : {',', ';', '\t'}) {
    if (line.find(candidate) != std::string::npos) return candidate;
  }
  return ',';
}

void trim(std::string& field) {
  const auto first = field.find_first_not_of(" \t");
  if (first == std::string::npos) return field.clear();
  field = field.substr(first, field.find_last_not_of(" \t") - first + 1);
}

/// The fields of a line; a quoted one may hold the delimiter, and "" for a quote.
void split(const GzipFile& file, const std::string& line, char delimiter, Fields& fields) {
  fields.assign(1, {});
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (c == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"') {
      fields.back() += '"';
      ++i;
    } else if (c == '"') {
      quoted = !quoted;
    } else if (c == delimiter && !quoted) {
      trim(fields.back());
      fields.emplace_back();
    } else {
      fields.back() += c;
    }
  }
  trim(fields.back());
  if (quoted) throw file.line_error("expected a closing quote");
}

std::optional<double> number(const std::string& field) {
  const char* begin = field.data();
  const char* const end = begin + field.size();
  if (field.starts_with('+') && !field.starts_with("+-")) ++begin;
  double value = 0.0;
  const auto [rest, error] = std::from_chars(begin, end, value);
  if (error != std::errc() || rest != end || begin == end) return std::nullopt;
  return value;
}

/// What the first line says about the file.
struct Layout {
  char delimiter = ',';
  bool header = false;
  Fields names;
  std::size_t columns = 0;
  std::size_t label = 0;
};

std::size_t find_label(const std::string& label, const Layout& layout, const GzipFile& file) {
  if (label.empty()) return layout.columns - 1;
  const auto named = std::find(layout.names.begin(), layout.names.end(), label);
  if (layout.header && named != layout.names.end()) {
    return static_cast<std::size_t>(named - layout.names.begin());
  }
  const auto index = number(label);
  if (!index || *index != std::floor(*index) || *index < 0.0 ||
      *index >= static_cast<double>(layout.columns)) {
    throw file.line_error(fmt::format("expected a label column named '{}', or its index below {}",
                                      label, layout.columns));
  }
  return static_cast<std::size_t>(*index);
}

/// A label may be a word, so a row is a header when the fields outside the label's are words. Some
/// words among numbers are a bad row more often than names, and dropping it would go unseen.
bool is_header(const Fields& fields, std::size_t label, const GzipFile& file) {
  std::size_t words = 0;
  std::size_t word = 0;
  for (std::size_t j = 0; j < fields.size(); ++j) {
    if (j == label || number(fields[j])) continue;
    ++words;
    word = j;
  }
  if (words != 0 && words + 1 != fields.size()) {
    throw file.line_error(
        fmt::format("expected names only or numbers only as features, got '{}' in field {}",
                    fields[word], word + 1));
  }
  return words != 0;
}

Layout read_layout(GzipFile& file, const ReadOptions& options) {
  std::string line;
  do {
    if (!file.next_line(line)) {
      throw std::invalid_argument(
          fmt::format("{}:1: expected rows of numbers, got an empty file", file.name()));
    }
  } while (blank(line));
  Layout layout;
  layout.delimiter = find_delimiter(line);
  split(file, line, layout.delimiter, layout.names);
  layout.columns = layout.names.size();
  if (layout.columns < 2) {
    throw file.line_error("expected features and a label, got a single column");
  }
  Layout headed = layout;
  headed.header = true;
  layout.header = options.header
                      ? *options.header
                      : is_header(layout.names, find_label(options.label, headed, file), file);
  layout.label = find_label(options.label, layout, file);
  return layout;
}

Index count_rows(const std::filesystem::path& path, bool header) {
  GzipFile file(path);
  std::string line;
  Index rows = header ? -1 : 0;
  while (file.next_line(line)) rows += blank(line) ? 0 : 1;
  return rows;
}

// Separated values, fields in double quotes or not. Features are finite numbers; the labels are all
// numbers or all words, as the first is.
class Csv final : public Reader {
 public:
  bool recognises(const std::filesystem::path& path) const override {
    GzipFile file(path);
    return true;
  }

  DataSet read(const std::filesystem::path& path, const ReadOptions& options) const override {
    GzipFile first(path);
    const Layout layout = read_layout(first, options);
    // Counted first, so that the rows go straight into the matrix.
    const Index rows = count_rows(path, layout.header);
    if (rows < 1) throw first.line_error("expected rows below the header, got none");
    RowMatrix features(rows, static_cast<Index>(layout.columns - 1));
    DataSet data;
    data.origin = path.string();
    data.labels.resize(rows);
    data.lines.reserve(static_cast<std::size_t>(rows));
    LabelWords words;

    GzipFile file(path);
    std::string line;
    Fields fields;
    bool skip = layout.header;
    for (Index row = 0; file.next_line(line);) {
      if (blank(line) || std::exchange(skip, false)) continue;
      split(file, line, layout.delimiter, fields);
      if (fields.size() != layout.columns) {
        throw file.line_error(
            fmt::format("expected {} fields, got {}", layout.columns, fields.size()));
      }
      Index column = 0;
      for (std::size_t j = 0; j < fields.size(); ++j) {
        const auto value = number(fields[j]);
        if (j == layout.label) {
          data.labels[row] = words.add(file, fields[j], value);
        } else if (!value || !std::isfinite(*value)) {
          throw file.line_error(
              fmt::format("expected a finite number in field {}, got '{}'", j + 1, fields[j]));
        } else {
          features(row, column++) = *value;
        }
      }
      data.lines.push_back(file.line_number());
      ++row;
    }
    data.label_names = words.sort(data.labels);
    if (layout.header) {
      data.feature_names = layout.names;
      data.feature_names.erase(data.feature_names.begin() + static_cast<Index>(layout.label));
    }
    data.features = Features(std::move(features));
    return data;
  }
};

}  // namespace

Entry<Reader> csv() {
  return {"csv",
          "comma-, semicolon- or tab-separated values, with a header or without",
          {},
          [](const Parameters&) { return std::make_unique<Csv>(); }};
}

}  // namespace ravine::reader
