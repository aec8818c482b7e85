// Formats that no reader takes, known by their first bytes, so that a refusal can name them.
#pragma once

#include <filesystem>

namespace ravine {

/// Throws std::invalid_argument, which names the format, where the file is of a known other one.
void refuse_foreign(const std::filesystem::path& path);

}  // namespace ravine
