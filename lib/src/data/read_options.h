// Which option of ReadOptions each format takes.
#pragma once

#include <string>
#include <string_view>

#include "ravine/reader.h"

namespace ravine {

/// Throws std::invalid_argument for the first option that is set and that `format` ("CSV",
/// "LIBSVM", "IDX") does not take.
void refuse_others(const std::filesystem::path& path, std::string_view format,
                   const ReadOptions& options);

}  // namespace ravine
