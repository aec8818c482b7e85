#include "data/label_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/quoted.h"

namespace ravine {

double LabelWords::add(const GzipFile& file, std::string_view text, std::optional<double> number) {
  if (text.empty()) throw file.line_error("expected a label, got an empty field");
  if (number && !std::isfinite(*number)) {
    throw file.line_error(fmt::format("expected a finite label, got {}", in_quotes(text)));
  }
  if (first_) are_words_ = !number;
  first_ = false;
  if (are_words_ == number.has_value()) {
    throw file.line_error(fmt::format("expected a {} as the label, as in the lines before, got {}",
                                      are_words_ ? "word" : "number", in_quotes(text)));
  }
  if (!are_words_) return *number;
  return static_cast<double>(places_.try_emplace(std::string(text), places_.size()).first->second);
}

std::vector<std::string> LabelWords::sort(VectorXd& labels) const {
  std::vector<std::string> sorted;
  sorted.reserve(places_.size());
  for (const auto& [word, place] : places_) sorted.push_back(word);
  std::sort(sorted.begin(), sorted.end());
  if (sorted.empty()) return sorted;
  std::vector<double> order(sorted.size());
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    order[places_.at(sorted[i])] = static_cast<double>(i);
  }
  for (double& label : labels) label = order[static_cast<std::size_t>(label)];
  return sorted;
}

}  // namespace ravine
