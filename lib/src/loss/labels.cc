#include "loss/labels.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <stdexcept>

namespace ravine::loss {
namespace {

void expect_single(OutputKind kind, const char* loss) {
  if (kind == OutputKind::kPerClass) {
    throw std::invalid_argument(fmt::format(
        "loss '{}' takes a single score, but this model gives one a class; use model 'linear' or "
        "'perceptron'",
        loss));
  }
}

}  // namespace

Targets numbers(const DataSet& data, OutputKind kind, const char* loss) {
  expect_single(kind, loss);
  if (!data.label_names.empty()) {
    throw std::invalid_argument(
        fmt::format("{}: expected a number as the label for loss '{}', got '{}'", data.where(0),
                    loss, data.label_text(0)));
  }
  return {data.labels, 1};
}

Targets two_classes(const DataSet& data, OutputKind kind, const char* loss) {
  expect_single(kind, loss);
  std::set<double> seen;
  for (Index i = 0; i < data.samples(); ++i) {
    seen.insert(data.labels[i]);
    if (seen.size() > 2) {
      throw std::invalid_argument(
          fmt::format("{}: expected one of two label values for loss '{}', got '{}' as a third",
                      data.where(i), loss, data.label_text(i)));
    }
  }
  if (seen.size() < 2) {
    throw std::invalid_argument(
        fmt::format("{}: expected two label values for loss '{}', got '{}' alone", data.origin,
                    loss, data.label_text(0)));
  }
  Targets targets{VectorXd(data.samples()), 1};
  for (Index i = 0; i < data.samples(); ++i) {
    targets.values[i] = data.labels[i] == *seen.begin() ? -1.0 : 1.0;
  }
  return targets;
}

Targets classes(const DataSet& data, OutputKind kind, const char* loss) {
  if (kind == OutputKind::kOne) {
    throw std::invalid_argument(
        fmt::format("loss '{}' takes a score a class, but this model gives a single one; use model "
                    "'softmax_linear' or 'perceptron'",
                    loss));
  }
  for (Index i = 0; i < data.samples(); ++i) {
    if (data.labels[i] != std::floor(data.labels[i])) {
      throw std::invalid_argument(
          fmt::format("{}: expected a class as the label for loss '{}', got '{}'", data.where(i),
                      loss, data.label_text(i)));
    }
  }
  const std::set<double> distinct(data.labels.begin(), data.labels.end());
  if (distinct.size() < 2) {
    throw std::invalid_argument(
        fmt::format("{}: expected at least two classes for loss '{}', got '{}' alone", data.origin,
                    loss, data.label_text(0)));
  }
  const std::vector<double> sorted(distinct.begin(), distinct.end());
  Targets targets{VectorXd(data.samples()), static_cast<Index>(sorted.size())};
  for (Index i = 0; i < data.samples(); ++i) {
    const auto place = std::lower_bound(sorted.begin(), sorted.end(), data.labels[i]);
    targets.values[i] = static_cast<double>(place - sorted.begin());
  }
  return targets;
}

}  // namespace ravine::loss
