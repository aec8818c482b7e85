// How large a data file may be. Each limit is checked before memory is taken.
#pragma once

#include <cstddef>
#include <string>

#include "ravine/objective.h"

namespace ravine {

inline constexpr std::size_t kLongestLine = std::size_t{1} << 26U;  ///< bytes; 64 MiB
inline constexpr Index kMostSamples = Index{1} << 27;               ///< 134 million
inline constexpr Index kMostFeatures = Index{1} << 26;              ///< 67 million
inline constexpr std::size_t kMostFields = std::size_t{1} << 20U;   ///< in a row of a CSV file

/// The bytes that a data set may take: half of the memory that this process can have, as the
/// machine, its control group and `ulimit -v` limit it.
double memory_limit();

/// Throws std::invalid_argument, which begins with the name of `file`, where samples of so many
/// features, or so many bytes, are above a limit.
void check_size(const std::string& file, Index samples, Index features, double bytes);

/// The file's name for messages, escaped; of a longer one the last `most` bytes.
std::string short_name(const std::string& file, std::size_t most);

/// "FILE: message" or "FILE:LINE: message" in one line of at most 180 characters: what is shortened
/// is first the message, above 130 characters, and then the front of the file's name.
std::string file_message(const std::string& file, std::size_t line, const std::string& message);

}  // namespace ravine
