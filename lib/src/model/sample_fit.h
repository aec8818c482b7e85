// How well a model with given parameters predicts samples, be they those that it learned from or
// others.
#pragma once

#include <memory>

#include "model/empirical_risk.h"
#include "parallel/pool.h"
#include "ravine/data_set.h"

namespace ravine {

/// What the predictions of some samples are worth.
struct Fit {
  double loss;   ///< the mean, without a penalty
  double error;  ///< the share that is classified wrongly; of numbers the root mean square error
};

/// The fit of a risk's model to samples. It reads each sample once, and no bit of it depends on the
/// executor.
class SampleFit {
 public:
  /// `data` has the features of the risk's own samples. The risk, whose model and loss are used, is
  /// kept by reference. Throws std::invalid_argument for a class that its samples do not have.
  SampleFit(const EmpiricalRisk& risk, std::shared_ptr<const DataSet> data);
  ~SampleFit();

  Fit at(const Executor& executor, const VectorXd& theta) const;

 private:
  struct Workspace;

  const EmpiricalRisk& risk_;
  std::shared_ptr<const DataSet> data_;
  std::unique_ptr<SampleBlocks> blocks_;
  mutable Pool<Workspace> workspaces_;  // memory alone, no state
};

}  // namespace ravine
