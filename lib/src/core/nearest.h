// Which name somebody meant who typed one that is not there.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ravine/export.h"

namespace ravine {

/// The name of `known` with the fewest typing errors from `name`, where they are at most a third of
/// its letters; the first of equals. A letter that is missing, too much or wrong is one error, and
/// so are two that changed places; capital letters count as small ones. Empty where none is near.
RAVINE_EXPORT std::string nearest(std::string_view name, const std::vector<std::string>& known);

/// " (did you mean 'lbfgs'?)", or empty where no name is near.
RAVINE_EXPORT std::string did_you_mean(std::string_view name,
                                       const std::vector<std::string>& known);

}  // namespace ravine
