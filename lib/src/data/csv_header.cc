#include "data/csv_header.h"

#include <algorithm>
#include <set>

namespace ravine::csv {
namespace {

/// A field of the first line, and what is below it.
struct Column {
  Kind first = Kind::kMissing;
  std::size_t numbers = 0;
  std::size_t words = 0;
  bool recurs = false;    // the first value stands below again
  bool repeats = false;   // some value stands below twice
  bool fractions = true;  // below: every number, of two or more, is written with a mark or exponent

  /// A few words among numbers may be mistakes.
  bool numeric() const { return numbers > 0 && words * 20 <= numbers; }
  bool is_named() const { return numeric() && first == Kind::kWord && !recurs; }
};

Column look_at(const Sample& sample, std::size_t j, const Dialect& dialect) {
  Column column{.first = kind(sample.first[j], dialect)};
  std::set<std::string_view> seen;
  for (const auto& row : sample.rows) {
    const Kind below = kind(row[j], dialect);
    if (below == Kind::kMissing) continue;
    ++(below == Kind::kNumber ? column.numbers : column.words);
    column.recurs = column.recurs || row[j] == sample.first[j];
    column.repeats = !seen.insert(row[j]).second || column.repeats;
    column.fractions =
        column.fractions && below == Kind::kNumber &&
        row[j].find_first_of(std::string("eE") + dialect.decimal) != std::string::npos;
  }
  column.fractions = column.fractions && column.numbers >= 2;
  return column;
}

/// True where each column goes on by a step of its own from line to line, as counted data does.
bool is_arithmetic(const Sample& sample, const std::vector<std::size_t>& columns,
                   const Dialect& dialect) {
  return std::all_of(columns.begin(), columns.end(), [&](std::size_t j) {
    double last = number(sample.first[j], dialect.decimal).value_or(0.0);
    std::optional<double> step;
    for (const auto& row : sample.rows) {
      const std::optional<double> value = number(row[j], dialect.decimal);
      if (!value || *value - last != step.value_or(*value - last)) return false;
      step = *value - last;
      last = *value;
    }
    return true;
  });
}

/// The header that pandas writes for columns without names: 0, 1, 2, ..., with an empty field ahead
/// where it writes the index, and a word where one column was given a name. Numbers in order can be
/// data too: they count as names where the numbers below are written otherwise, or where there are
/// too many for chance.
Header column_numbers(const Sample& sample, const std::vector<Column>& columns,
                      const Dialect& dialect) {
  bool index = sample.first[0].empty() && columns[0].numeric();
  for (std::size_t i = 0; index && i < sample.rows.size(); ++i) {
    index = sample.rows[i][0] == std::to_string(i);
  }
  std::vector<std::size_t> numbered;
  bool named = false;     // a word that cannot be data
  bool plausible = true;  // every word can be a name
  for (std::size_t j = index ? 1 : 0; j < columns.size(); ++j) {
    const Column& column = columns[j];
    if (column.first == Kind::kNumber) {
      if (sample.first[j] != std::to_string(j - (index ? 1 : 0))) return Header::kNo;
      numbered.push_back(j);
    } else if (column.first == Kind::kWord) {
      named = named || column.is_named();
      plausible = plausible && !column.recurs;
    }
  }
  if (numbered.empty() || !plausible) return Header::kNo;
  const auto any_fractions = std::any_of(numbered.begin(), numbered.end(),
                                         [&](std::size_t j) { return columns[j].fractions; });
  const bool all_recur = std::all_of(numbered.begin(), numbered.end(),
                                     [&](std::size_t j) { return columns[j].recurs; });
  constexpr std::size_t kChance = 3;
  constexpr std::size_t kMany = 5;
  constexpr std::size_t kFar = 10;
  const bool words = numbered.size() + (index ? 1 : 0) < columns.size();
  if (index || named) return Header::kYes;
  if (sample.rows.size() < 2 || numbered.size() == 1 || is_arithmetic(sample, numbered, dialect)) {
    return Header::kNo;
  }
  if (any_fractions && (numbered.size() >= kChance || words)) return Header::kYes;
  if (numbered.size() >= kFar || (numbered.size() >= kMany && !all_recur)) return Header::kYes;
  return all_recur ? Header::kNo : Header::kAmbiguous;
}

/// Of columns without a number: a name never stands in its own column.
Header words_only(const Sample& sample, const std::vector<Column>& columns, std::size_t label) {
  if (sample.rows.empty()) {
    const bool all = std::all_of(columns.begin(), columns.end(), [&](const Column& column) {
      return column.first == Kind::kWord || &column == &columns[label];
    });
    return all ? Header::kYes : Header::kNo;
  }
  std::size_t words = 0;
  bool repeats = false;
  for (const Column& column : columns) {
    if (column.first != Kind::kWord || column.words == 0) continue;
    if (column.recurs) return Header::kNo;
    ++words;
    repeats = repeats || column.repeats;
  }
  if (words == 0) return Header::kNo;
  return words >= 2 && repeats ? Header::kYes : Header::kAmbiguous;
}

}  // namespace

Header find_header(const Sample& sample, std::size_t label, const Dialect& dialect) {
  std::vector<Column> columns;
  for (std::size_t j = 0; j < sample.first.size(); ++j) {
    columns.push_back(look_at(sample, j, dialect));
  }
  std::size_t names = 0;
  std::size_t numbers = 0;
  for (std::size_t j = 0; j < columns.size(); ++j) {
    if (j == label || !columns[j].numeric()) continue;
    names += columns[j].is_named() ? 1 : 0;
    numbers += columns[j].first == Kind::kNumber ? 1 : 0;
  }
  if (names > 0) return numbers == 0 ? Header::kYes : Header::kMixed;
  if (numbers > 0) return column_numbers(sample, columns, dialect);
  return columns[label].is_named() ? Header::kYes : words_only(sample, columns, label);
}

}  // namespace ravine::csv
