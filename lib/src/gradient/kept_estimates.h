// What a gradient source keeps from one gradient to the next.
#pragma once

namespace ravine {

/// A source whose estimates serve several gradients of one function. What a gradient costs then
/// depends on those before.
class KeptEstimates {
 public:
  virtual ~KeptEstimates() = default;
  /// The next gradient is of another function, such as another mini-batch.
  virtual void forget() = 0;
};

}  // namespace ravine
