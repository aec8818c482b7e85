// What fits what: the one rule on which methods and gradients run on which objectives.
#pragma once

#include <string>
#include <string_view>

#include "ravine/export.h"
#include "ravine/objective.h"
#include "ravine/optimizer.h"

namespace ravine {

/// Why `method` cannot run on `f`, in one sentence; empty where it can. `gradient` names the source
/// and is empty for a method without gradients and for the default; `batch_size` is as in Options.
/// Throws std::invalid_argument where there is no such gradient source.
RAVINE_EXPORT std::string misfit(const Objective& f, const Optimizer& method,
                                 std::string_view gradient, Index batch_size = 0);

/// The samples per step that `method` takes of `f` where `batch_size` is asked for: 0 is the whole.
RAVINE_EXPORT Index batch_size_of(const Objective& f, const Optimizer& method, Index batch_size);

/// Why no gradient of the source can be taken of `f`; empty where it can.
std::string gradient_misfit(const Objective& f, std::string_view gradient);

}  // namespace ravine
