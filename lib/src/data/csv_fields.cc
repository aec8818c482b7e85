#include "data/csv_fields.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/number.h"
#include "data/limits.h"

namespace ravine::csv {
namespace {

/// Unquotes the field that begins with the quote at `at`, in place, and returns what is behind the
/// closing quote. None where there is none.
std::optional<std::size_t> unquote(std::string& line, std::size_t at, std::size_t& end) {
  end = at;
  for (std::size_t i = at + 1; i < line.size(); ++i) {
    if (line[i] == '"') {
      if (i + 1 == line.size() || line[i + 1] != '"') return i + 1;
      ++i;
    }
    line[end++] = line[i];
  }
  return std::nullopt;
}

/// The line up to a comment that stands outside quotes.
std::size_t find_comment(std::string_view line, std::string_view comment) {
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"') quoted = !quoted;
    if (!quoted && line.substr(i).starts_with(comment)) return i;
  }
  return line.size();
}

}  // namespace

bool split(std::string& line, char delimiter, Fields& fields) {
  fields.clear();
  const std::string_view blanks = delimiter == '\t' ? " " : " \t";
  const std::string_view ends = delimiter == ' ' ? blanks : std::string_view(&delimiter, 1);
  const std::string_view whole(line);
  std::size_t i = 0;
  while (true) {
    i = std::min(whole.find_first_not_of(blanks, i), line.size());
    if (delimiter == ' ' && i == line.size() && !fields.empty()) return true;
    std::size_t begin = i;
    std::size_t end = i;
    if (i < line.size() && line[i] == '"') {
      const std::optional<std::size_t> behind = unquote(line, i, end);
      if (!behind) return false;
      i = *behind;
      // What stands between the quote and the delimiter belongs to the field.
      const std::size_t stop = std::min(whole.find_first_of(ends, i), line.size());
      const std::size_t last = whole.substr(i, stop - i).find_last_not_of(blanks);
      for (std::size_t k = 0; last != std::string_view::npos && k <= last; ++k) {
        line[end++] = line[i + k];
      }
      i = stop;
      begin = std::min(whole.find_first_not_of(blanks, begin), end);
    } else {
      i = std::min(whole.find_first_of(ends, i), line.size());
      end = i;
    }
    while (end > begin && blanks.find(line[end - 1]) != std::string_view::npos) --end;
    fields.push_back(whole.substr(begin, end - begin));
    if (i == line.size() || fields.size() > kMostFields) return true;
    ++i;
  }
}

std::optional<double> number(std::string_view field, char decimal) {
  if (field.starts_with('+') && !field.starts_with("+-")) field.remove_prefix(1);
  if (decimal == '.') return read_number(field);
  if (field.find('.') != std::string_view::npos) return std::nullopt;
  const std::size_t mark = field.find(decimal);
  if (mark == std::string_view::npos) return read_number(field);
  // "1," is more often a 1 before a delimiter than the number 1.
  if (mark + 1 == field.size() || field[mark + 1] < '0' || field[mark + 1] > '9') {
    return std::nullopt;
  }
  std::string pointed(field);
  pointed[mark] = '.';
  return read_number(pointed);
}

bool is_missing(std::string_view field, const Dialect& dialect) {
  return field.empty() ||
         std::binary_search(dialect.missing_words.begin(), dialect.missing_words.end(), field);
}

Kind kind(std::string_view field, const Dialect& dialect) {
  if (is_missing(field, dialect)) return Kind::kMissing;
  return number(field, dialect.decimal) ? Kind::kNumber : Kind::kWord;
}

bool ContentLines::next(std::string& line) {
  while (file_.next_line(line)) {
    const std::size_t first = line.find_first_not_of(" \t");
    if (first == std::string::npos) continue;
    if (dialect_.comment.empty()) {
      if (line[first] != '#') return true;
    } else {
      line.resize(find_comment(line, dialect_.comment));
      if (line.find_first_not_of(" \t") != std::string::npos) return true;
    }
    ++comments_;
  }
  return false;
}

bool ContentLines::next(std::string& line, Fields& fields) {
  if (!next(line)) return false;
  if (!split(line, dialect_.delimiter, fields)) throw file_.line_error("expected a closing quote");
  if (fields.size() > kMostFields) {
    throw file_.line_error(fmt::format("expected at most {} fields", kMostFields));
  }
  return true;
}

}  // namespace ravine::csv
