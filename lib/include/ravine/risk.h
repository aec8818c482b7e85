// Empirical risks by name: a data set, a loss and a model out of the tables.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "ravine/data_set.h"
#include "ravine/export.h"
#include "ravine/memory.h"
#include "ravine/problem.h"

namespace ravine {

/// What is learned from a data set, and how.
struct RiskOptions {
  std::string loss = {};   ///< with `:key=value`s; empty: `default_loss`
  std::string model = {};  ///< with `:key=value`s; empty: `default_model`
  double l2 = 0.0;
  bool intercept = false;    ///< of a linear model
  bool standardize = false;  ///< features to mean 0 and deviation 1
  /// Two classes, labels below this number and labels from it on.
  std::optional<double> binarize = {};
  /// Samples of the same features that no method sees, for `Facts::recorded` and `Facts::at_end`;
  /// null: none.
  std::shared_ptr<const DataSet> held_out = {};
};

/// "logistic" for two labels, "cross_entropy" for more words, and "square" for more numbers.
RAVINE_EXPORT std::string default_loss(const DataSet& data);

/// "softmax_linear" for cross entropy, and "linear" for any other loss.
RAVINE_EXPORT std::string default_model(const std::string& loss);

namespace detail {

RAVINE_EXPORT std::unique_ptr<Problem> make_risk(DataSet&& data, const RiskOptions& options,
                                                 std::optional<double> minimum);
RAVINE_EXPORT std::unique_ptr<Problem> make_risk(const DataSet& data, const RiskOptions& options,
                                                 std::optional<double> minimum);

}  // namespace detail

/// The empirical risk on `data`, a problem like any other; `minimum` is its smallest value, where
/// that is known. Throws std::invalid_argument for an unknown loss or model, a label that the loss
/// does not take, held-out samples of other features or unknown classes, and options that do not
/// fit.
inline std::unique_ptr<Problem> make_risk(DataSet data, const RiskOptions& options,
                                          std::optional<double> minimum = {}) {
  if constexpr (detail::kSameMemory) {
    return detail::make_risk(std::move(data), options, minimum);
  } else {
    return detail::make_risk(std::as_const(data), options, minimum);
  }
}

}  // namespace ravine
