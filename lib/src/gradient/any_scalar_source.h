// What the sources share that take f of other scalars than double.
#pragma once

#include <stdexcept>
#include <string>

#include "gradient/gradient_source.h"

namespace ravine {

/// A source for objectives that are written for any scalar.
class AnyScalarSource : public GradientSource {
 public:
  std::string misfit(const Objective& objective) const override {
    if (capability<AnyScalar>(objective) != nullptr) return {};
    return "this objective takes no scalar but double; give ravine::templated(f), or use centered";
  }

 protected:
  /// f of any scalar. Throws std::invalid_argument where there is none.
  const AnyScalar& any_scalar(const Objective& objective) {
    const AnyScalar* const f = any_scalar_.of(objective);
    if (f == nullptr) throw std::invalid_argument(misfit(objective));
    return *f;
  }

 private:
  CachedCapability<AnyScalar> any_scalar_;
};

}  // namespace ravine
