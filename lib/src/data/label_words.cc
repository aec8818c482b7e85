#include "data/label_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace ravine {

double LabelWords::add(const GzipFile& file, const std::string& text,
                       std::optional<double> number) {
  if (text.empty()) throw file.line_error("expected a label, got an empty field");
  if (number && !std::isfinite(*number)) {
    throw file.line_error(fmt::format("expected a finite label, got '{}'", text));
  }
  if (first_) are_words_ = !number;
  first_ = false;
  if (!are_words_) {
    if (!number) {
      throw file.line_error(
          fmt::format("expected a number as the label, as in the lines before, got '{}'", text));
    }
    return *number;
  }
  if (number) {
    throw file.line_error(
        fmt::format("expected a word as the label, as in the lines before, got '{}'", text));
  }
  const auto found = std::find(words_.begin(), words_.end(), text);
  const auto place = static_cast<double>(found - words_.begin());
  if (found == words_.end()) words_.push_back(text);
  return place;
}

std::vector<std::string> LabelWords::sort(VectorXd& labels) const {
  std::vector<std::string> sorted = words_;
  std::sort(sorted.begin(), sorted.end());
  for (double& label : labels) {
    if (words_.empty()) break;
    const std::string& word = words_[static_cast<std::size_t>(label)];
    label =
        static_cast<double>(std::lower_bound(sorted.begin(), sorted.end(), word) - sorted.begin());
  }
  return sorted;
}

}  // namespace ravine
