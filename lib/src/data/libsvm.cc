#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

#include "core/number.h"
#include "core/quoted.h"
#include "data/gzip_file.h"
#include "data/limits.h"
#include "data/read_options.h"
#include "data/readers.h"

namespace ravine::reader {
namespace {

constexpr double kSparseBelow = 0.25;

std::string_view content(const std::string& line) {
  std::string_view text(line);
  text = text.substr(0, text.find('#'));
  const auto last = text.find_last_not_of(" \t");
  return last == std::string_view::npos ? std::string_view() : text.substr(0, last + 1);
}

std::string_view without_plus(std::string_view text) {
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  return text;
}

bool parse(std::string_view text, long& value) {
  text = without_plus(text);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return !text.empty() && error == std::errc() && end == text.data() + text.size();
}

bool parse(std::string_view text, double& value) {
  const std::optional<double> number = read_number(without_plus(text));
  value = number.value_or(0.0);
  return number.has_value();
}

/// Takes the first word off `text`; empty where there is none.
std::string_view next_word(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
  const std::string_view word = text.substr(0, text.find_first_of(" \t"));
  text.remove_prefix(word.size());
  return word;
}

[[noreturn]] void refuse_index(const GzipFile& file, long index, long last, long first) {
  throw file.line_error(
      fmt::format("expected indices that start at {} and rise, up to {}{}, got "
                  "{} after {}",
                  first, kMostFeatures, index == 0 ? ", or --zero_based" : "", index, last));
}

/// The words of a line after its label, without "qid:N" where that is passed over.
std::string_view entries(const GzipFile& file, std::string_view text, const ReadOptions& options) {
  std::string_view rest = text;
  const std::string_view word = next_word(rest);
  if (!word.starts_with("qid:")) return text;
  long group = 0;
  if (!options.ignore_qid || !parse(word.substr(4), group)) {
    throw file.line_error(fmt::format("expected index:value{}, got {}",
                                      options.ignore_qid ? " or qid:number" : ", or --ignore_qid",
                                      in_quotes(word)));
  }
  return rest;
}

/// Calls `on_label(label)` and then `on_entry(index from 0, value)` for each entry of a line.
template <class OnLabel, class OnEntry>
void parse_line(const GzipFile& file, std::string_view text, const ReadOptions& options,
                OnLabel&& on_label, OnEntry&& on_entry) {
  const std::string_view label_text = next_word(text);
  double label = 0.0;
  if (!parse(label_text, label) || !std::isfinite(label)) {
    throw file.line_error(
        fmt::format("expected a number as the label, got {}", in_quotes(label_text)));
  }
  on_label(label);
  text = entries(file, text, options);
  const long first = options.zero_based ? 0 : 1;
  long last = first - 1;
  for (std::string_view word = next_word(text); !word.empty(); word = next_word(text)) {
    const std::size_t colon = word.find(':');
    long index = 0;
    double value = 0.0;
    if (colon == std::string_view::npos || !parse(word.substr(0, colon), index) ||
        !parse(word.substr(colon + 1), value) || !std::isfinite(value)) {
      throw file.line_error(fmt::format("expected index:value, got {}", in_quotes(word)));
    }
    if (index <= last || index - first >= kMostFeatures) refuse_index(file, index, last, first);
    last = index;
    on_entry(index - first, value);
  }
}

struct Sizes {
  Index rows = 0;
  Index columns = 0;
  Index entries = 0;
};

/// The bytes of the compressed rows: a number and a column per entry, and where each row begins,
/// its label and its line.
double sparse_bytes(const Sizes& sizes) {
  return 12.0 * static_cast<double>(sizes.entries) + 16.0 * static_cast<double>(sizes.rows);
}

void check_entries(const GzipFile& file, const Sizes& sizes) {
  check_size(file.name(), sizes.rows, sizes.columns, sparse_bytes(sizes));
  constexpr Index kMostEntries = std::numeric_limits<SparseRows::StorageIndex>::max();
  if (sizes.entries > kMostEntries) {
    throw file.error(fmt::format("expected at most {} entries, got more", kMostEntries));
  }
}

Sizes count(const std::filesystem::path& path, const ReadOptions& options) {
  GzipFile file(path);
  std::string line;
  Sizes sizes;
  while (file.next_line(line)) {
    const std::string_view text = content(line);
    if (text.empty()) continue;
    ++sizes.rows;
    parse_line(
        file, text, options, [](double) {},
        [&](long index, double) {
          sizes.columns = std::max<Index>(sizes.columns, index + 1);
          ++sizes.entries;
        });
    constexpr Index kOften = 1 << 16;
    if (sizes.rows % kOften == 0) check_entries(file, sizes);
  }
  if (sizes.rows == 0) {
    throw std::invalid_argument(
        file_message(file.name(), 1, "expected 'label index:value ...', got an empty file"));
  }
  if (sizes.columns == 0) throw file.line_error("expected at least one index:value");
  check_entries(file, sizes);
  return sizes;
}

/// Whether the file is kept sparse. Throws where it would be too large dense.
bool choose_sparse(const std::filesystem::path& path, const Sizes& sizes,
                   const ReadOptions& options) {
  const double cells = static_cast<double>(sizes.rows) * static_cast<double>(sizes.columns);
  if (options.sparse.value_or(static_cast<double>(sizes.entries) / cells < kSparseBelow)) {
    return true;
  }
  check_size(path.string(), sizes.rows, sizes.columns, 8.0 * cells);
  return false;
}

// "label index:value index:value ..." with indices from 1 that rise; what follows '#' is a comment.
class Libsvm final : public Reader {
 public:
  // By the first line that has any entries after the label, among the first ones of the file.
  bool recognises(const std::filesystem::path& path) const override {
    GzipFile file(path);
    std::string line;
    constexpr std::size_t kLooked = std::size_t{1} << 20U;
    for (std::size_t looked = 0; looked < kLooked && file.next_line(line);
         looked += line.size() + 1) {
      std::string_view text = content(line);
      next_word(text);
      std::string_view word = next_word(text);
      if (word.empty() && line.find_first_of(",;") >= line.find('#')) continue;
      bool all = !word.empty();
      for (; all && !word.empty(); word = next_word(text)) {
        all = word.find(':') != std::string_view::npos && word.find_first_of(",;") > word.size();
      }
      return all;
    }
    return false;
  }

  DataSet read(const std::filesystem::path& path, const ReadOptions& options) const override {
    refuse_others(path, "LIBSVM", options);
    const Sizes sizes = count(path, options);
    const bool sparse = choose_sparse(path, sizes, options);
    DataSet data;
    data.origin = path.string();
    if (options.ignore_qid) data.notes.emplace_back("groups of qid: passed over");
    data.labels.resize(sizes.rows);
    RowMatrix dense;
    SparseRows rows;
    if (sparse) {
      rows.resize(sizes.rows, sizes.columns);
      rows.reserve(sizes.entries);
    } else {
      dense = RowMatrix::Zero(sizes.rows, sizes.columns);
    }
    GzipFile file(path);
    std::string line;
    for (Index row = 0; file.next_line(line);) {
      const std::string_view text = content(line);
      if (text.empty()) continue;
      if (sparse) rows.startVec(row);
      parse_line(
          file, text, options, [&](double label) { data.labels[row] = label; },
          [&](long index, double value) {
            if (sparse) {
              rows.insertBack(row, index) = value;
            } else {
              dense(row, index) = value;
            }
          });
      data.lines.push_back(file.line_number());
      ++row;
    }
    if (sparse) {
      rows.finalize();
      data.features = Features(std::move(rows));
    } else {
      data.features = Features(std::move(dense));
    }
    return data;
  }
};

}  // namespace

Entry<Reader> libsvm() {
  return {"libsvm",
          "a label and index:value pairs a line, sparse or dense (Chang & Lin 2011)",
          {},
          [](const Parameters&) { return std::make_unique<Libsvm>(); }};
}

}  // namespace ravine::reader
