// Labels as they are read: all numbers, or all words.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "data/gzip_file.h"
#include "ravine/objective.h"

namespace ravine {

class LabelWords {
 public:
  /// The label's number, or the place of its word among those seen. The first label decides which;
  /// throws std::invalid_argument, naming the line, where a later one is of the other kind.
  double add(const GzipFile& file, std::string_view text, std::optional<double> number);

  /// Renumbers `labels` by the words' alphabetical order and returns them; nothing for numbers.
  std::vector<std::string> sort(VectorXd& labels) const;

 private:
  bool first_ = true;
  bool are_words_ = false;
  std::unordered_map<std::string, std::size_t> places_;
};

}  // namespace ravine
