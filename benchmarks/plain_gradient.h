// What the kernels are compared with: a gradient of an empirical risk with a linear model, as one
// would write it with Eigen. Blocks of rows go through Eigen's two products and the library's loss;
// the partial gradients are added in the ordered tree, on the same executor.
#pragma once

#include <memory>
#include <vector>

#include "loss/loss.h"
#include "parallel/ordered.h"
#include "ravine/data_set.h"
#include "ravine/executor.h"

namespace ravine {

class PlainGradient {
 public:
  /// Of dense data, with one row of weights per output and no intercept. `kind` says how many
  /// outputs there are.
  PlainGradient(std::shared_ptr<const DataSet> data, std::unique_ptr<Loss> loss, OutputKind kind);

  /// The value at theta; writes the gradient.
  double operator()(const Executor& executor, const VectorXd& theta, VectorXd& gradient);

 private:
  template <class Matrix>
  void add_up(const Matrix& x, const Executor& executor, const VectorXd& theta);

  std::shared_ptr<const DataSet> data_;
  std::unique_ptr<Loss> loss_;
  Targets targets_;
  Chunks chunks_;
  Eigen::MatrixXd partials_;  // one column per chunk
  std::vector<double> losses_;
};

}  // namespace ravine
