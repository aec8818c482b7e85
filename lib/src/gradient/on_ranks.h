// Values at points that do not wait for each other, over the ranks of a job.
#pragma once

#include <exception>
#include <span>
#include <vector>

#include "parallel/ranks.h"

namespace ravine {

/// Fills `values` and `thrown` as `Ranks::share` does. False, and nothing done, where the executor
/// has no ranks or there is one value.
template <class Value>
bool share_on_ranks(const Executor& executor, std::span<double> values,
                    std::vector<std::exception_ptr>& thrown, const Value& value) {
  const Ranks* const ranks = values.size() > 1 ? ranks_of(executor) : nullptr;
  if (ranks == nullptr) return false;
  ranks->share(values, thrown, value);
  return true;
}

}  // namespace ravine
