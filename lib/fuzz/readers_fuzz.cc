// Any bytes as a data file: each reader reads them or refuses them by the file's name. The first
// byte chooses the reader and the next two the options, so that the corpus keeps them.
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

#include "ravine/catalog.h"
#include "ravine/reader.h"

namespace ravine {
namespace {

/// A file in memory, named by its descriptor.
class MemoryFile {
 public:
  explicit MemoryFile(std::span<const std::uint8_t> content)
      : descriptor_(memfd_create("input", MFD_CLOEXEC)) {
    if (write(descriptor_, content.data(), content.size()) !=
        static_cast<ssize_t>(content.size())) {
      std::abort();
    }
  }
  ~MemoryFile() { close(descriptor_); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  std::string path() const { return fmt::format("/proc/self/fd/{}", descriptor_); }

 private:
  int descriptor_;
};

ReadOptions csv_options(unsigned bits) {
  ReadOptions options;
  if ((bits & 1U) != 0) options.header = (bits & 2U) != 0;
  if ((bits & 4U) != 0) options.one_hot = true;
  options.missing = std::array{Missing::kRefuse, Missing::kDrop, Missing::kImpute,
                               Missing::kRefuse}[bits >> 3U & 3U];
  options.label = std::array{"", "0", "1", "y"}[bits >> 5U & 3U];
  if ((bits & 128U) != 0) options.drop = {"0"};
  options.delimiter = std::array{"", ";", "tab", "space"}[bits >> 8U & 3U];
  options.decimal = std::array{"", ".", ",", ""}[bits >> 10U & 3U];
  if ((bits & 4096U) != 0) options.comment = "%";
  if ((bits & 8192U) != 0) options.na_values = {"-9", "x"};
  return options;
}

void expect(bool holds) {
  if (!holds) std::abort();
}

void read_any(std::uint8_t choice, unsigned bits, std::span<const std::uint8_t> content) {
  const MemoryFile file(content);
  ReadOptions options;
  const auto& all = readers().entries();
  const std::size_t which = choice % (all.size() + 1);
  if (which < all.size() && all[which].name == "csv") options = csv_options(bits);
  if (which < all.size() && all[which].name == "libsvm") {
    options.zero_based = (bits & 1U) != 0;
    options.ignore_qid = (bits & 2U) != 0;
    if ((bits & 4U) != 0) options.sparse = (bits & 8U) != 0;
  }
  // The labels of an IDX file that is its own label file are never of its dimensions.
  if (which < all.size() && all[which].name == "idx") options.label_file = file.path();
  try {
    const DataSet data = which < all.size() ? all[which].make({})->read(file.path(), options)
                                            : read_data(file.path(), options);
    expect(data.samples() > 0 && data.features.cols() > 0 && data.labels.size() == data.samples());
    expect(data.labels.allFinite());
    expect(data.features.sparse() || data.features.dense().allFinite());
    expect(data.feature_names.empty() ||
           static_cast<Index>(data.feature_names.size()) == data.features.cols());
    for (Index i = 0; i < data.samples(); ++i) expect(!data.label_text(i).empty());
  } catch (const std::invalid_argument& error) {
    const std::string_view message(error.what());
    expect(message.starts_with("/proc/self/fd/") || message.starts_with("--"));
    expect(message.size() <= 4 * 180);
    for (const char c : message) expect(static_cast<unsigned char>(c) >= 0x20);
  }
}

}  // namespace
}  // namespace ravine

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 3) return 0;
  ravine::read_any(data[0], data[1] | static_cast<unsigned>(data[2]) << 8U, {data + 3, size - 3});
  return 0;
}
