// What every line of JSON about a run begins with or holds.
#pragma once

#include <nlohmann/json.hpp>

#include "ravine/export.h"
#include "record/run.h"

namespace ravine {

/// The fields that tell a run from any other: `problem`, `method`, `gradient`, `backend`,
/// `threads`, `seed`, `settings` and `commit`.
RAVINE_EXPORT nlohmann::ordered_json identity(const RunCase& run, const RunContext& context);

/// The object as one line. A number that is not finite becomes null, and a byte that is no UTF-8
/// U+FFFD.
RAVINE_EXPORT std::string one_line(const nlohmann::ordered_json& object);

}  // namespace ravine
