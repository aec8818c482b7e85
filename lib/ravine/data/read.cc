#include "ravine/data/read.h"

#include <fmt/format.h>

#include <array>

#include "ravine/data/gzip_file.h"

namespace ravine {
namespace {

bool is_idx(const std::filesystem::path& path) {
  GzipFile file(path);
  std::array<unsigned char, 2> bytes{1, 1};
  return file.read(bytes) == 2 && bytes[0] == 0 && bytes[1] == 0;
}

/// LIBSVM has "index:value" after the label, in the first line that has any entries.
bool is_libsvm(const std::filesystem::path& path) {
  GzipFile file(path);
  std::string line;
  while (file.next_line(line)) {
    const auto comment = line.find('#');
    const auto delimiter = line.find_first_of(",;");
    if (delimiter < comment) return false;
    if (line.find(':') < comment) return true;
  }
  return false;
}

std::string stem(const std::filesystem::path& path) {
  std::filesystem::path name = path.filename();
  if (name.extension() == ".gz") name = name.stem();
  return name.stem().string();
}

}  // namespace

DataSet read_data(const std::filesystem::path& path, const ReadOptions& options) {
  DataSet data = is_idx(path)      ? read_idx(path, options)
                 : is_libsvm(path) ? read_libsvm(path, options)
                                   : read_csv(path, options);
  if (options.precision != data.features.precision()) {
    data.features = data.features.stored_as(options.precision);
  }
  data.origin = path.string();
  data.name = stem(path);
  return data;
}

}  // namespace ravine
