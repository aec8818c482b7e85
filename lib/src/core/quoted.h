// Foreign text in messages: one line, of a bounded length, that any terminal can show.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "ravine/export.h"

namespace ravine {

/// `text` with control characters and bytes that are no UTF-8 as \xNN. At most `most` characters
/// are kept, and "..." stands for the rest.
RAVINE_EXPORT std::string escaped(std::string_view text, std::size_t most = 40);

/// The same in single quotes.
RAVINE_EXPORT std::string in_quotes(std::string_view text, std::size_t most = 40);

}  // namespace ravine
