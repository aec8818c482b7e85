// The order of weights and gradients in memory that the products with several outputs read as one
// stream. In rows, one an output, each output's row is a stream of its own, and a core that follows
// these has none left to foresee the samples with.
#pragma once

#include "ravine/objective.h"

namespace ravine {

/// How the weights (or their gradient) of k outputs and d columns lie in memory.
enum class WeightOrder {
  kByOutput,  ///< k rows of d numbers
  /// The columns are cut into pieces as wide as a vector of the machine. For each piece in turn,
  /// the outputs lie one behind the other. Columns that fill no vector come last, a row an output.
  /// The same k d numbers.
  kByColumns,
};

/// The shape of weights: `features` columns for each output, contiguous.
struct OutputShape {
  Index outputs;
  Index features;
  WeightOrder order = WeightOrder::kByOutput;
};

/// True where the products of dense rows are faster by columns.
bool faster_by_columns(OutputShape shape);

/// Copies weights of `shape` from the one order into the other.
void to_columns(OutputShape shape, const double* by_output, double* by_columns);
void to_outputs(OutputShape shape, const double* by_columns, double* by_output);

}  // namespace ravine
