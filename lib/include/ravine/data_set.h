// Samples with their labels, and where they came from.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ravine/export.h"
#include "ravine/features.h"

namespace ravine {

/// n samples of d features, and one label a sample.
struct RAVINE_EXPORT DataSet {
  std::string name;  ///< as in problem names: the file's stem, or a built-in's name
  Features features;
  VectorXd labels;  ///< n: the numbers as read, or the place in `label_names` of words
  std::vector<std::string> label_names;    ///< sorted; empty where all labels are numbers
  std::vector<std::string> feature_names;  ///< d of them where the file has a header, else none
  std::string origin;                      ///< the file, or the generator's call
  std::vector<std::uint32_t> lines;        ///< the line of each sample in a text file, else none
  std::string label_name;          ///< of its column, or its index from 0; "" without columns
  std::vector<std::string> notes;  ///< what was made of the file: "header in line 1", ...
  /// What `standardize` took from each feature, and what it divided the rest by (0: the feature
  /// became 0); d numbers each, or none.
  std::vector<double> means, deviations;

  Index samples() const { return features.rows(); }

  /// Where a sample stands, for messages: "iris.csv:17", "train-images.gz, sample 17".
  std::string where(Index sample) const;
  /// A label as it was written, for messages: escaped, and a long one cut.
  std::string label_text(Index sample) const;
};

/// Scales each feature to mean 0 and standard deviation 1 (divisor n; a constant feature becomes
/// 0). Sparse features are scaled by their deviation only, since centring would fill them. Floats
/// are scaled as doubles and rounded once.
RAVINE_EXPORT void standardize(DataSet& data);
/// Scales both by the means and deviations of `training` alone, as above. Both have the same
/// features, stored alike.
RAVINE_EXPORT void standardize(DataSet& training, DataSet& held_out);

}  // namespace ravine
