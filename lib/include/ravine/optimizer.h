// A method: the algorithm and nothing else. Counting, stopping, clocks and budgets are the
// oracle's.
#pragma once

#include "ravine/export.h"
#include "ravine/memory.h"
#include "ravine/objective.h"
#include "ravine/oracle.h"

namespace ravine {

class RAVINE_EXPORT Optimizer {
 public:
  template <bool same = detail::kSameMemory>
  Optimizer() {
    static_assert(
        same,
        "a method of your own is compiled as Ravine is: with EIGEN_MAX_ALIGN_BYTES=16 and "
        "EIGEN_MALLOC_ALREADY_ALIGNED=1, or for plain x86-64");
  }
  virtual ~Optimizer() = default;

  /// False for a method that asks for values only.
  virtual bool uses_gradient() const { return true; }

  /// How a method treats a finite sum.
  enum class Batching {
    kWhole,          ///< the whole sum at each step; a batch size is refused
    kOptional,       ///< the whole sum unless a batch size is given
    kMiniBatch,      ///< mini-batches of 32 unless a batch size is given
    kOnlyMiniBatch,  ///< the same, and any other objective is refused
  };
  virtual Batching batching() const { return Batching::kWhole; }

  /// Minimises from `x`, its start and later its iterate, until the oracle says that the run is
  /// over. Keeps no state from run to run.
  virtual void minimize(Oracle& oracle, VectorXd& x) const = 0;
};

}  // namespace ravine
