// A capability that is looked up once per run.
#pragma once

#include "parallel/ranks.h"
#include "ravine/capability.h"

namespace ravine {

/// Remembers the capability C of the objective that it was asked about last. A look-up takes some
/// 50 ns, which would slow down gradients of a few cheap evaluations.
template <class C>
class CachedCapability {
 public:
  const C* of(const Objective& f) {
    if (&f != asked_) {
      asked_ = &f;
      found_ = capability<C>(f);
    }
    return found_;
  }

 private:
  const Objective* asked_ = nullptr;
  const C* found_ = nullptr;
};

/// f(x) with its work spread over `executor` where f can do that, given f's capability.
inline double value_on(const ParallelEvaluation* parallel, const Executor& executor,
                       const Objective& f, const VectorXd& x) {
  if (parallel != nullptr) return parallel->value_on(executor, x);
  const Ranks* const ranks = ranks_of(executor);
  if (ranks == nullptr) return f.value(x);
  double told = 0.0;
  ranks->once({&told, 1}, [&] { told = f.value(x); });
  return told;
}

}  // namespace ravine
