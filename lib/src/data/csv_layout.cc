#include "data/csv_layout.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

#include "core/quoted.h"
#include "data/csv_header.h"
#include "data/limits.h"

namespace ravine::csv {
namespace {

/// The first lines that hold values, and where the first one stands.
struct FirstLines {
  std::vector<std::string> lines;
  std::size_t number = 1;
};

FirstLines first_lines(const std::filesystem::path& path, const Dialect& dialect) {
  constexpr std::size_t kLines = 200;
  constexpr std::size_t kBytes = 1U << 20U;
  ContentLines content(path, dialect);
  FirstLines first;
  std::string line;
  std::size_t bytes = 0;
  while (first.lines.size() < kLines && (bytes < kBytes || first.lines.size() < 3) &&
         content.next(line)) {
    if (first.lines.empty()) first.number = content.file().line_number();
    bytes += line.size();
    first.lines.push_back(line);
  }
  if (first.lines.empty()) {
    throw std::invalid_argument(
        file_message(path.string(), 1, "expected rows of numbers, got an empty file"));
  }
  return first;
}

std::vector<std::string> fields_of(std::string line, char delimiter) {
  Fields fields;
  if (!split(line, delimiter, fields)) return {};
  return {fields.begin(), fields.end()};
}

/// The mark that the numbers between these delimiters are written with.
char find_decimal(const std::vector<std::vector<std::string>>& rows, char delimiter) {
  bool commas = false;
  for (const auto& row : rows) {
    for (const std::string& field : row) {
      if (field.find('.') != std::string::npos && number(field, '.')) return '.';
      commas = commas || (field.find(',') != std::string::npos && number(field, ','));
    }
  }
  return commas && delimiter != ',' ? ',' : '.';
}

/// How well a delimiter explains the lines: the share of those with as many fields as the first,
/// times the share of characters that stand in numbers, which a wrong delimiter glues or cuts.
double score(const std::vector<std::vector<std::string>>& rows, const Dialect& dialect) {
  const std::size_t columns = rows.size() > 1 ? rows[1].size() : rows[0].size();
  std::size_t agreeing = 0;
  std::size_t characters = 0;
  std::size_t in_numbers = 0;
  for (const auto& row : rows) {
    agreeing += row.size() == columns || row.size() == rows[0].size() ? 1 : 0;
    for (const std::string& field : row) {
      characters += field.size();
      in_numbers += number(field, dialect.decimal) ? field.size() : 0;
    }
  }
  const std::size_t first = rows[0].size();
  if (columns < 2 && first < 2) return 0.0;
  // A header may be a field shorter (R's row names) or longer (a delimiter at its end).
  const bool fits =
      first == columns || first == columns + 1 || (first >= 2 && first + 1 == columns);
  constexpr double kMisfit = 0.1;
  constexpr double kWordsOnly = 0.01;
  const double share =
      characters == 0 ? 0.0 : static_cast<double>(in_numbers) / static_cast<double>(characters);
  return (kWordsOnly + share) * (fits ? 1.0 : kMisfit) * static_cast<double>(agreeing) /
         static_cast<double>(rows.size());
}

std::optional<char> given_delimiter(const std::string& text) {
  if (text.empty()) return std::nullopt;
  if (text == "tab" || text == "\\t") return '\t';
  if (text == "space" || text == "\\s+") return ' ';
  if (text.size() == 1 && text != "\"" && text != "\n" && text != "\r") return text[0];
  throw std::invalid_argument(
      fmt::format("--delimiter: expected one character, tab or space, got {}", in_quotes(text)));
}

/// What is missing in pandas' default list (read_csv, na_values), and UCI's question mark.
std::vector<std::string> missing_words(const ReadOptions& options) {
  std::vector<std::string> words = options.na_values;
  if (words.empty()) {
    words = {"?",    "NA",   "N/A",  "n/a", "nan",      "NaN",     "-nan",    "-NaN", "null",
             "NULL", "<NA>", "#N/A", "#NA", "#N/A N/A", "-1.#IND", "1.#QNAN", "NAN"};
  }
  std::sort(words.begin(), words.end());
  return words;
}

Dialect given_dialect(const ReadOptions& options) {
  Dialect dialect{.comment = options.comment, .missing_words = missing_words(options)};
  if (!options.decimal.empty() && options.decimal != "." && options.decimal != ",") {
    throw std::invalid_argument(
        fmt::format("--decimal: expected . or , got {}", in_quotes(options.decimal)));
  }
  if (options.delimiter == "," && options.decimal == ",") {
    throw std::invalid_argument("--delimiter: expected another than --decimal, got , for both");
  }
  return dialect;
}

/// Fills in the delimiter and the decimal mark that explain the lines best.
void find_dialect(const std::vector<std::string>& lines, const ReadOptions& options,
                  Dialect& dialect) {
  const std::optional<char> given = given_delimiter(options.delimiter);
  double best = -1.0;
  for (const char candidate : {',', ';', '\t', '|', ' '}) {
    Dialect tried{.delimiter = given.value_or(candidate)};
    if (options.decimal == "," && tried.delimiter == ',') continue;
    std::vector<std::vector<std::string>> rows;
    for (const std::string& line : lines) rows.push_back(fields_of(line, tried.delimiter));
    tried.decimal =
        options.decimal.empty() ? find_decimal(rows, tried.delimiter) : options.decimal[0];
    const double merit = score(rows, tried);
    if (merit <= best) continue;
    best = merit;
    dialect.delimiter = tried.delimiter;
    dialect.decimal = tried.decimal;
  }
}

std::optional<std::size_t> find_column(const std::string& text, const Layout& layout) {
  const auto named = std::find(layout.names.begin(), layout.names.end(), text);
  if (named != layout.names.end()) {
    return static_cast<std::size_t>(named - layout.names.begin());
  }
  const auto index = number(text, '.');
  if (!index || *index != std::floor(*index) || *index < 0.0 ||
      *index >= static_cast<double>(layout.roles.size())) {
    return std::nullopt;
  }
  return static_cast<std::size_t>(*index);
}

/// Finds the layout of one file.
class LayoutSearch {
 public:
  LayoutSearch(const std::filesystem::path& path, const ReadOptions& options)
      : file_(path.string()), options_(options), layout_{.dialect = given_dialect(options)} {
    const FirstLines first = first_lines(path, layout_.dialect);
    line_ = first.number;
    find_dialect(first.lines, options, layout_.dialect);
    take(first.lines);
  }

  Layout find() {
    expect_columns();
    layout_.roles.assign(sample_.first.size(), Role::kFeature);
    layout_.names = sample_.first;  // for --label, until it is known whether they are names
    std::size_t label = layout_.roles.size() - (layout_.trailing ? 2 : 1);
    if (!options_.label.empty()) label = find_column(options_.label, layout_).value_or(label);
    layout_.header = decide_header(label);
    if (!layout_.header && row_names_) layout_.roles.pop_back();  // the rows are too long
    if (!layout_.header) layout_.names.clear();
    assign_roles();
    describe();
    return std::move(layout_);
  }

 private:
  [[noreturn]] void refuse(const std::string& message) const {
    throw std::invalid_argument(file_message(file_, line_, message));
  }

  void take(const std::vector<std::string>& lines) {
    sample_.first = fields_of(lines[0], layout_.dialect.delimiter);
    if (sample_.first.empty()) refuse("expected a closing quote");
    for (std::size_t i = 1; i < lines.size(); ++i) {
      sample_.rows.push_back(fields_of(lines[i], layout_.dialect.delimiter));
    }
  }

  /// Puts the first line right where it is a field shorter than the others: R writes no name above
  /// row names, and a delimiter may end the rows alone.
  void expect_columns() {
    std::vector<std::string>& first = sample_.first;
    auto& rows = sample_.rows;
    const std::size_t width = first.size();
    const auto all = [&](auto&& holds) {
      return !rows.empty() && std::all_of(rows.begin(), rows.end(), holds);
    };
    const bool longer = all([&](const auto& row) { return row.size() == width + 1; });
    if (longer && all([](const auto& row) { return row.back().empty(); })) {
      first.emplace_back();
    } else if (longer) {
      row_names_ = true;
      first.insert(first.begin(), "");
    }
    // Rows of another width are refused where they are read.
    std::erase_if(rows, [&](const auto& row) { return row.size() != first.size(); });
    layout_.trailing = first.size() > 2 && first.back().empty() &&
                       all([](const auto& row) { return row.back().empty(); });
    if (first.size() < 2) refuse("expected features and a label, got a single column");
  }

  /// A name that the user gives is a header's where it is no index.
  bool user_names_a_column() const {
    const auto is_name = [&](const std::string& text) {
      return !text.empty() && !number(text, '.') &&
             std::find(sample_.first.begin(), sample_.first.end(), text) != sample_.first.end();
    };
    return is_name(options_.label) ||
           std::any_of(options_.drop.begin(), options_.drop.end(), is_name);
  }

  bool decide_header(std::size_t label) const {
    if (options_.header) return *options_.header;
    if (user_names_a_column()) return true;
    switch (find_header(sample_, label, layout_.dialect)) {
      case Header::kYes:
        return true;
      case Header::kNo:
        return false;
      case Header::kMixed: {
        const auto word =
            std::find_if(sample_.first.begin(), sample_.first.end(), [&](const std::string& field) {
              return &field != &sample_.first[label] && kind(field, layout_.dialect) == Kind::kWord;
            });
        refuse(
            fmt::format("expected names only or numbers only as features, or --header, got {} "
                        "in field {}",
                        in_quotes(*word, 20), word - sample_.first.begin() + 1));
      }
      case Header::kAmbiguous:
        break;
    }
    refuse(fmt::format("expected --header=yes or no, since {}, ... may be names or data",
                       in_quotes(sample_.first[0], 20)));
  }

  std::size_t column(const std::string& text, std::string_view what) const {
    if (const auto found = find_column(text, layout_)) return *found;
    refuse(fmt::format("expected a {} column named {}, or its index below {}", what,
                       in_quotes(text), layout_.roles.size()));
  }

  void assign_roles() {
    if (layout_.trailing) layout_.roles.back() = Role::kOut;
    const bool names_rows = layout_.header && layout_.names[0].empty();
    if (names_rows) layout_.roles[0] = Role::kOut;
    for (const std::string& text : options_.drop) {
      layout_.roles[column(text, "--drop")] = Role::kOut;
    }
    if (options_.label.empty()) {
      const auto last = std::find(layout_.roles.rbegin(), layout_.roles.rend(), Role::kFeature);
      if (last == layout_.roles.rend()) refuse("expected a label column, got none that is left");
      layout_.label = static_cast<std::size_t>(layout_.roles.rend() - last) - 1;
    } else {
      layout_.label = column(options_.label, "label");
      for (const std::string& text : options_.drop) {
        if (column(text, "--drop") == layout_.label) {
          refuse(fmt::format("expected another column than the label in --drop, got {}",
                             in_quotes(text)));
        }
      }
    }
    layout_.roles[layout_.label] = Role::kLabel;
    if (std::find(layout_.roles.begin(), layout_.roles.end(), Role::kFeature) ==
        layout_.roles.end()) {
      refuse("expected a feature column beside the label, got none that is left");
    }
    if (names_rows && layout_.roles[0] == Role::kOut) layout_.notes.push_back("row names left out");
  }

  void describe() {
    const char delimiter = layout_.dialect.delimiter;
    layout_.notes.insert(layout_.notes.begin(),
                         layout_.header ? fmt::format("header in line {}", line_) : "no header");
    if (delimiter != ',') {
      layout_.notes.push_back("delimiter " + (delimiter == '\t'  ? std::string("tab")
                                              : delimiter == ' ' ? std::string("space")
                                                                 : in_quotes({&delimiter, 1})));
    }
    if (layout_.dialect.decimal == ',') layout_.notes.emplace_back("decimal comma");
    if (layout_.trailing) layout_.notes.emplace_back("delimiters at the ends of lines");
  }

  std::string file_;
  const ReadOptions& options_;
  std::size_t line_ = 1;
  Sample sample_;
  bool row_names_ = false;  // the first line has no field above them
  Layout layout_;
};

}  // namespace

std::string Layout::column(std::size_t j) const {
  return names.empty() ? std::to_string(j) : names[j];
}

Layout find_layout(const std::filesystem::path& path, const ReadOptions& options) {
  return LayoutSearch(path, options).find();
}

}  // namespace ravine::csv
