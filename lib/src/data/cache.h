// Data as a method sees it, in a file that need not be parsed: how it is laid out, and what is
// checked before it is believed.
//
// The file begins with "RAVINEDATA1\n", the size and the checksum of its description, which is
// CBOR, and zeros up to 32 bytes. Behind the description come the labels, the lines and the
// features of the training and of the held-out samples, each at a multiple of 4096 bytes. All
// numbers are as this machine has them.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ravine/data_set.h"
#include "ravine/export.h"

namespace ravine {

struct CachedData {
  DataSet training;
  std::shared_ptr<DataSet> held_out;  ///< null without
  std::string said;                   ///< what was read, for the user
  std::string content;                ///< what tells these data from others
};

/// How a cache begins, for what refuses to overwrite other files.
inline constexpr std::string_view kCacheOpening = "RAVINEDATA1";

/// The bytes of a cache, part by part: `description` is filled, and the rest points into `data`.
/// `key` tells what the data were made from.
RAVINE_EXPORT std::vector<std::string_view> pieces_of_cache(const CachedData& data,
                                                            const std::string& key,
                                                            std::string& description);

/// The data in the file, whose features stay there; none where there is no file, or where its key
/// is another. Of the checksums, one for each 16 MiB, every `parts`-th is compared from the
/// `part`-th on. Throws std::invalid_argument for a file that is no cache, is cut short or has
/// changed.
RAVINE_EXPORT std::shared_ptr<CachedData> open_cache(const std::filesystem::path& path,
                                                     const std::string& key, int part = 0,
                                                     int parts = 1);

}  // namespace ravine
