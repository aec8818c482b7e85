#include "data/hold_out.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>
#include <stdexcept>
#include <vector>

#include "core/quoted.h"
#include "core/random.h"
#include "data/limits.h"

namespace ravine {
namespace {

using Indices = std::vector<Index>;

SparseRows rows_of(const SparseRows& x, const Indices& rows) {
  SparseRows part(static_cast<Index>(rows.size()), x.cols());
  Eigen::VectorXi counts(part.rows());
  for (Index i = 0; i < part.rows(); ++i) {
    counts[i] = static_cast<int>(x.row(rows[static_cast<std::size_t>(i)]).nonZeros());
  }
  part.reserve(counts);
  for (Index i = 0; i < part.rows(); ++i) {
    for (SparseRows::InnerIterator entry(x, rows[static_cast<std::size_t>(i)]); entry; ++entry) {
      part.insert(i, entry.col()) = entry.value();
    }
  }
  return part;
}

Features rows_of(const Features& features, const Indices& rows) {
  if (features.precision() == Precision::kFloat) {
    return rows_of(features.stored_as(Precision::kDouble), rows).stored_as(Precision::kFloat);
  }
  if (features.sparse()) return Features(rows_of(features.sparse_rows(), rows));
  return Features(RowMatrix(features.dense()(rows, Eigen::all)));
}

DataSet part_of(const DataSet& data, const Indices& rows) {
  DataSet part;
  part.name = data.name;
  part.features = rows_of(data.features, rows);
  part.labels = data.labels(rows);
  part.label_names = data.label_names;
  part.feature_names = data.feature_names;
  part.origin = data.origin;
  if (!data.lines.empty()) {
    for (const Index row : rows) part.lines.push_back(data.lines[static_cast<std::size_t>(row)]);
  }
  part.label_name = data.label_name;
  part.notes = data.notes;
  return part;
}

/// `is_held_out` has an entry for each sample.
Split split(const DataSet& data, const std::vector<bool>& is_held_out) {
  Indices training;
  Indices held_out;
  for (Index i = 0; i < data.samples(); ++i) {
    (is_held_out[static_cast<std::size_t>(i)] ? held_out : training).push_back(i);
  }
  return {part_of(data, training), part_of(data, held_out)};
}

/// The first few of the names, for messages.
std::string some_of(const std::vector<std::string>& names) {
  constexpr std::size_t kNamed = 5;
  std::string text;
  for (std::size_t i = 0; i < std::min(kNamed, names.size()); ++i) {
    text += fmt::format("{}{}", i == 0 ? "" : ", ", in_quotes(names[i], 20));
  }
  return names.size() > kNamed ? text + ", ..." : text;
}

[[noreturn]] void refuse(const DataSet& data, const std::string& message) {
  throw std::invalid_argument(file_message(data.origin, 0, message));
}

void align_classes(DataSet& held_out, const DataSet& training) {
  const std::vector<std::string>& known = training.label_names;
  if (held_out.label_names.empty() != known.empty()) {
    refuse(held_out,
           fmt::format("expected {} as labels, as the training samples have, got {}",
                       known.empty() ? "numbers" : "words", in_quotes(held_out.label_text(0))));
  }
  for (Index i = 0; i < held_out.samples() && !known.empty(); ++i) {
    const std::string& word = held_out.label_names[static_cast<std::size_t>(held_out.labels[i])];
    const auto place = std::lower_bound(known.begin(), known.end(), word);
    if (place == known.end() || *place != word) {
      throw std::invalid_argument(
          fmt::format("{}: expected a label of the training samples ({}), got {}",
                      held_out.where(i), some_of(known), in_quotes(word)));
    }
    held_out.labels[i] = static_cast<double>(place - known.begin());
  }
  held_out.label_names = known;
}

/// Only a LIBSVM file has lines and no columns.
bool is_libsvm(const DataSet& data) { return !data.lines.empty() && data.label_name.empty(); }

void align_features(DataSet& held_out, const DataSet& training) {
  Features& features = held_out.features;
  const Index width = training.features.cols();
  if (features.cols() != width && !(is_libsvm(held_out) && features.cols() < width)) {
    refuse(held_out, fmt::format("expected {} features, as the training samples have, got {}",
                                 width, features.cols()));
  }
  if (held_out.feature_names != training.feature_names && !held_out.feature_names.empty() &&
      !training.feature_names.empty()) {
    const auto [own, other] =
        std::mismatch(held_out.feature_names.begin(), held_out.feature_names.end(),
                      training.feature_names.begin());
    refuse(held_out, fmt::format("expected the feature {} in the place of {}, as the training "
                                 "samples have it",
                                 in_quotes(*other), in_quotes(*own)));
  }
  if (features.cols() == width && features.sparse() == training.features.sparse()) return;
  const Precision precision = features.precision();
  features = features.stored_as(Precision::kDouble);
  SparseRows sparse =
      features.sparse() ? features.sparse_rows() : SparseRows(features.dense().sparseView());
  sparse.conservativeResize(sparse.rows(), width);
  features = training.features.sparse() ? Features(std::move(sparse)) : Features(RowMatrix(sparse));
  features = features.stored_as(precision);
}

}  // namespace

Split hold_out(const DataSet& data, double share) {
  if (!(share > 0.0 && share < 1.0)) {
    refuse(data, fmt::format("holdout: expected a share above 0 and below 1, got {}", share));
  }
  const auto count =
      static_cast<std::size_t>(std::floor(share * static_cast<double>(data.samples())));
  if (count == 0) {
    refuse(data, fmt::format("holdout: expected a share of at least one of the {} samples, got {}",
                             data.samples(), share));
  }
  Indices order(static_cast<std::size_t>(data.samples()));
  std::iota(order.begin(), order.end(), Index{0});
  Random(1, Random::Stream::kHoldOut).shuffle(order);
  std::vector<bool> is_held_out(order.size(), false);
  for (std::size_t i = 0; i < count; ++i) is_held_out[static_cast<std::size_t>(order[i])] = true;
  return split(data, is_held_out);
}

Split hold_out_every_fifth(const DataSet& data) {
  std::vector<bool> is_held_out(static_cast<std::size_t>(data.samples()), false);
  for (std::size_t i = 4; i < is_held_out.size(); i += 5) is_held_out[i] = true;
  return split(data, is_held_out);
}

void align(DataSet& held_out, const DataSet& training) {
  align_features(held_out, training);
  align_classes(held_out, training);
}

}  // namespace ravine
