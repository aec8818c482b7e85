#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "core/quoted.h"
#include "data/csv_layout.h"
#include "data/label_words.h"
#include "data/limits.h"
#include "data/read_options.h"
#include "data/readers.h"

namespace ravine::reader {
namespace {

using csv::Fields;
using csv::Kind;
using csv::Layout;
using csv::Role;

/// What a first pass finds out about a feature column.
struct Column {
  bool words = false;
  std::vector<std::string> categories;  // of a column of words, in order
  double mean = 0.0;
  Index known = 0;
  Eigen::RowVectorXd shares;  // of the categories
};

/// Reads one file in passes: what is in the columns, then the categories, then the values.
class CsvFile {
 public:
  CsvFile(const std::filesystem::path& path, const ReadOptions& options)
      : path_(path), options_(options), layout_(csv::find_layout(path, options)) {
    columns_.resize(layout_.roles.size());
  }

  DataSet read() {
    survey();
    if (std::any_of(columns_.begin(), columns_.end(), [](const Column& c) { return c.words; })) {
      find_categories();
    }
    check_size(path_.string(), rows_, features(), bytes(rows_, features()));
    DataSet data = fill();
    describe(data);
    return data;
  }

 private:
  /// Calls `visit(file, fields)` for each row that is kept; returns how many there are.
  template <class Visit>
  Index each_row(Visit&& visit) {
    csv::ContentLines lines(path_, layout_.dialect);
    std::string line;
    Fields fields;
    if (layout_.header) lines.next(line);
    Index kept = 0;
    dropped_ = 0;
    while (lines.next(line, fields)) {
      if (fields.size() != layout_.roles.size()) {
        throw lines.file().line_error(
            fmt::format("expected {} fields, got {}", layout_.roles.size(), fields.size()));
      }
      if (!is_kept(lines.file(), fields)) {
        ++dropped_;
        continue;
      }
      visit(lines.file(), fields);
      ++kept;
    }
    comments_ = lines.comments();
    if (kept == 0) {
      throw lines.file().line_error(dropped_ > 0
                                        ? "expected a row without a missing value, got none"
                                        : "expected rows below the header, got none");
    }
    return kept;
  }

  /// False for a row that is dropped; throws for a missing value that is refused.
  bool is_kept(const GzipFile& file, const Fields& fields) const {
    if (layout_.trailing && !fields.back().empty()) {
      throw file.line_error(fmt::format("expected nothing behind the last delimiter, got {}",
                                        in_quotes(fields.back())));
    }
    for (std::size_t j = 0; j < fields.size(); ++j) {
      const Role role = layout_.roles[j];
      if (role == Role::kOut || !csv::is_missing(fields[j], layout_.dialect)) continue;
      if (options_.missing == Missing::kDrop) return false;
      if (role == Role::kLabel) {
        throw file.line_error(
            fields[j].empty()
                ? "expected a label, got an empty field"
                : fmt::format("expected a label, got {}, a missing value", in_quotes(fields[j])));
      }
      if (options_.missing == Missing::kImpute) continue;
      throw file.line_error(
          fmt::format("expected a finite number in field {}, or --missing=drop or impute, got {}",
                      j + 1, in_quotes(fields[j])));
    }
    return true;
  }

  template <class Visit>
  void each_feature(const Fields& fields, Visit&& visit) {
    for (std::size_t j = 0; j < fields.size(); ++j) {
      if (layout_.roles[j] == Role::kFeature) visit(j, fields[j]);
    }
  }

  void survey() {
    rows_ = 0;
    const Index width = std::count(layout_.roles.begin(), layout_.roles.end(), Role::kFeature);
    each_row([&](const GzipFile& file, const Fields& fields) {
      each_feature(fields, [&](std::size_t j, std::string_view field) {
        if (!csv::is_missing(field, layout_.dialect)) survey_field(file, j, field);
      });
      ++rows_;
      constexpr Index kOften = 1 << 16;
      if (rows_ % kOften == 0) check_size(path_.string(), rows_, width, bytes(rows_, width));
    });
  }

  void survey_field(const GzipFile& file, std::size_t j, std::string_view field) {
    Column& column = columns_[j];
    const auto value = csv::number(field, layout_.dialect.decimal);
    if (value && std::isfinite(*value)) {
      // A sum could be beyond the largest double.
      const auto before = static_cast<double>(column.known++);
      column.mean = column.mean * (before / (before + 1.0)) + *value / (before + 1.0);
      return;
    }
    if (value || !options_.one_hot) {
      throw file.line_error(fmt::format("expected a finite number in field {}{}, got {}", j + 1,
                                        value ? "" : ", or --one_hot", in_quotes(field)));
    }
    column.words = true;
  }

  void find_categories() {
    constexpr std::size_t kOften = 1U << 10U;
    std::size_t count = 0;
    std::vector<std::set<std::string, std::less<>>> found(columns_.size());
    each_row([&](const GzipFile&, const Fields& fields) {
      each_feature(fields, [&](std::size_t j, std::string_view field) {
        if (!columns_[j].words || csv::is_missing(field, layout_.dialect)) return;
        if (found[j].find(field) != found[j].end()) return;
        found[j].emplace(field);
        if (++count % kOften == 0) {
          const auto most = static_cast<Index>(count);
          check_size(path_.string(), rows_, most, bytes(rows_, most));
        }
      });
    });
    for (std::size_t j = 0; j < columns_.size(); ++j) {
      columns_[j].categories.assign(found[j].begin(), found[j].end());
    }
    if (options_.missing == Missing::kImpute) find_shares();
  }

  void find_shares() {
    for (Column& column : columns_) {
      column.shares = Eigen::RowVectorXd::Zero(static_cast<Index>(column.categories.size()));
      if (column.words) column.known = 0;
    }
    each_row([&](const GzipFile&, const Fields& fields) {
      each_feature(fields, [&](std::size_t j, std::string_view field) {
        Column& column = columns_[j];
        if (!column.words || csv::is_missing(field, layout_.dialect)) return;
        column.shares[place(column, field)] += 1.0;
        ++column.known;
      });
    });
    for (Column& column : columns_) {
      if (column.words) column.shares /= static_cast<double>(column.known);
    }
  }

  static Index place(const Column& column, std::string_view field) {
    const auto& all = column.categories;
    return std::lower_bound(all.begin(), all.end(), field) - all.begin();
  }

  Index features() const {
    Index count = 0;
    for (std::size_t j = 0; j < columns_.size(); ++j) {
      if (layout_.roles[j] == Role::kFeature) count += width(columns_[j]);
    }
    return count;
  }

  static Index width(const Column& column) {
    return column.words ? static_cast<Index>(column.categories.size()) : 1;
  }

  static double bytes(Index rows, Index features) {
    constexpr double kLabelAndLine = 12.0;
    return static_cast<double>(rows) * (8.0 * static_cast<double>(features) + kLabelAndLine);
  }

  DataSet fill() {
    expect_values_to_impute();
    DataSet data;
    data.origin = path_.string();
    data.labels.resize(rows_);
    data.lines.reserve(static_cast<std::size_t>(rows_));
    RowMatrix values(rows_, features());
    LabelWords words;
    Index row = 0;
    each_row([&](const GzipFile& file, const Fields& fields) {
      const std::string_view label = fields[layout_.label];
      data.labels[row] = words.add(file, label, csv::number(label, layout_.dialect.decimal));
      Index at = 0;
      each_feature(fields, [&](std::size_t j, std::string_view field) {
        const Column& column = columns_[j];
        write(column, field, values.row(row).segment(at, width(column)));
        at += width(column);
      });
      data.lines.push_back(file.line_number());
      ++row;
    });
    data.label_names = words.sort(data.labels);
    data.features = Features(std::move(values));
    return data;
  }

  void expect_values_to_impute() const {
    for (std::size_t j = 0; j < columns_.size(); ++j) {
      if (layout_.roles[j] != Role::kFeature || columns_[j].known > 0 || columns_[j].words)
        continue;
      throw std::invalid_argument(
          file_message(path_.string(), 0,
                       fmt::format("expected a value in column {} to impute from, got none",
                                   in_quotes(layout_.column(j)))));
    }
  }

  void write(const Column& column, std::string_view field, Eigen::Ref<Eigen::RowVectorXd> out) {
    const bool missing = csv::is_missing(field, layout_.dialect);
    imputed_ += missing ? 1 : 0;
    if (!column.words) {
      out[0] = missing ? column.mean : *csv::number(field, layout_.dialect.decimal);
    } else if (missing) {
      out = column.shares;
    } else {
      out.setZero();
      out[place(column, field)] = 1.0;
    }
  }

  void describe(DataSet& data) const {
    data.label_name = layout_.column(layout_.label);
    data.notes = layout_.notes;
    const auto note = [&data](Index count, std::string_view what) {
      if (count > 0) data.notes.push_back(fmt::format("{}: {}", what, count));
    };
    note(comments_, "lines of comments");
    note(dropped_, "samples with missing values left out");
    note(imputed_, "missing values imputed by means");
    note(std::count_if(columns_.begin(), columns_.end(), [](const Column& c) { return c.words; }),
         "columns one-hot");
    if (!layout_.header) return;
    for (std::size_t j = 0; j < columns_.size(); ++j) {
      if (layout_.roles[j] != Role::kFeature) continue;
      if (!columns_[j].words) data.feature_names.push_back(layout_.names[j]);
      for (const std::string& category : columns_[j].categories) {
        data.feature_names.push_back(layout_.names[j] + '=' + category);
      }
    }
  }

  const std::filesystem::path& path_;
  const ReadOptions& options_;
  Layout layout_;
  std::vector<Column> columns_;
  Index rows_ = 0;
  Index dropped_ = 0;
  Index imputed_ = 0;
  Index comments_ = 0;
};

// Separated values, fields in double quotes or not. Features are finite numbers, or words with
// --one_hot; the labels are all numbers or all words, as the first is.
class Csv final : public Reader {
 public:
  bool recognises(const std::filesystem::path& path) const override {
    GzipFile file(path);
    return true;
  }

  DataSet read(const std::filesystem::path& path, const ReadOptions& options) const override {
    refuse_others(path, "CSV", options);
    return CsvFile(path, options).read();
  }
};

}  // namespace

Entry<Reader> csv() {
  return {"csv",
          "values between commas, semicolons, tabs, bars or spaces, with a header or without",
          {},
          [](const Parameters&) { return std::make_unique<Csv>(); }};
}

}  // namespace ravine::reader
