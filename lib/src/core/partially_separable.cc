#include "ravine/partially_separable.h"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace ravine {
namespace {

void check(Index term, std::span<const Index> coordinates, Index dimension) {
  for (auto i = coordinates.begin(); i != coordinates.end(); ++i) {
    if (*i < 0 || *i >= dimension) {
      throw std::invalid_argument("term " + std::to_string(term) +
                                  ": expected coordinates in [0, " + std::to_string(dimension) +
                                  "), got " + std::to_string(*i));
    }
    if (std::find(coordinates.begin(), i, *i) != i) {
      throw std::invalid_argument("term " + std::to_string(term) + ": coordinate " +
                                  std::to_string(*i) + " is listed twice");
    }
  }
}

}  // namespace

TermsOfCoordinates::TermsOfCoordinates(Index dimension,
                                       const std::vector<std::vector<Index>>& coordinates)
    : begin_(static_cast<std::size_t>(dimension) + 1) {
  for (std::size_t k = 0; k < coordinates.size(); ++k) {
    check(static_cast<Index>(k), coordinates[k], dimension);
    for (const Index i : coordinates[k]) ++begin_[static_cast<std::size_t>(i) + 1];
  }
  for (std::size_t i = 1; i < begin_.size(); ++i) begin_[i] += begin_[i - 1];
  terms_.resize(begin_.back());
  std::vector<std::size_t> next(begin_.begin(), begin_.end() - 1);
  for (std::size_t k = 0; k < coordinates.size(); ++k) {
    for (const Index i : coordinates[k]) {
      terms_[next[static_cast<std::size_t>(i)]++] = static_cast<Index>(k);
    }
  }
}

}  // namespace ravine
