#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "data/gzip_file.h"
#include "data/readers.h"

namespace ravine::reader {
namespace {

constexpr double kSparseBelow = 0.25;
constexpr long kMaxIndex = 1L << 30;

std::string_view content(const std::string& line) {
  std::string_view text(line);
  text = text.substr(0, text.find('#'));
  const auto last = text.find_last_not_of(" \t");
  return last == std::string_view::npos ? std::string_view() : text.substr(0, last + 1);
}

template <class T>
bool parse(std::string_view text, T& value) {
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return !text.empty() && error == std::errc() && end == text.data() + text.size();
}

/// Calls `on_label(label)` and then `on_entry(index from 0, value)` for each entry of a line.
template <class OnLabel, class OnEntry>
void parse_line(const GzipFile& file, std::string_view text, OnLabel&& on_label,
                OnEntry&& on_entry) {
  const auto next_word = [&text] {
    text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
    const std::string_view word = text.substr(0, text.find_first_of(" \t"));
    text.remove_prefix(word.size());
    return word;
  };
  const std::string_view label_text = next_word();
  double label = 0.0;
  if (!parse(label_text, label) || !std::isfinite(label)) {
    throw file.line_error(fmt::format("expected a number as the label, got '{}'", label_text));
  }
  on_label(label);
  long last = 0;
  for (std::string_view word = next_word(); !word.empty(); word = next_word()) {
    const std::size_t colon = word.find(':');
    long index = 0;
    double value = 0.0;
    if (colon == std::string_view::npos || !parse(word.substr(0, colon), index) ||
        !parse(word.substr(colon + 1), value) || !std::isfinite(value)) {
      throw file.line_error(fmt::format("expected index:value, got '{}'", word));
    }
    if (index <= last || index > kMaxIndex) {
      throw file.line_error(
          fmt::format("expected indices that start at 1 and rise, got {} after {}", index, last));
    }
    last = index;
    on_entry(index - 1, value);
  }
}

struct Sizes {
  Index rows = 0;
  Index columns = 0;
  Index entries = 0;
};

Sizes count(const std::filesystem::path& path) {
  GzipFile file(path);
  std::string line;
  Sizes sizes;
  while (file.next_line(line)) {
    const std::string_view text = content(line);
    if (text.empty()) continue;
    ++sizes.rows;
    parse_line(
        file, text, [](double) {},
        [&](long index, double) {
          sizes.columns = std::max<Index>(sizes.columns, index + 1);
          ++sizes.entries;
        });
  }
  if (sizes.rows == 0) {
    throw std::invalid_argument(
        fmt::format("{}:1: expected 'label index:value ...', got an empty file", file.name()));
  }
  if (sizes.columns == 0) throw file.line_error("expected at least one index:value");
  return sizes;
}

// "label index:value index:value ..." with indices from 1 that rise; what follows '#' is a comment.
class Libsvm final : public Reader {
 public:
  // By the first line that has any entries after the label.
  bool recognises(const std::filesystem::path& path) const override {
    GzipFile file(path);
    std::string line;
    while (file.next_line(line)) {
      const auto comment = line.find('#');
      const auto delimiter = line.find_first_of(",;");
      if (delimiter < comment) return false;
      if (line.find(':') < comment) return true;
    }
    return false;
  }

  DataSet read(const std::filesystem::path& path, const ReadOptions& options) const override {
    const Sizes sizes = count(path);
    const double density = static_cast<double>(sizes.entries) /
                           (static_cast<double>(sizes.rows) * static_cast<double>(sizes.columns));
    const bool sparse = options.sparse.value_or(density < kSparseBelow);
    DataSet data;
    data.origin = path.string();
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
          file, text, [&](double label) { data.labels[row] = label; },
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
