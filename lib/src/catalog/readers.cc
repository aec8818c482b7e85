#include "data/readers.h"

#include <fmt/format.h>

#include <stdexcept>

#include "data/foreign.h"
#include "data/limits.h"
#include "ravine/catalog.h"

namespace ravine {
namespace {

std::string stem(const std::filesystem::path& path) {
  std::filesystem::path name = path.filename();
  if (name.extension() == ".gz") name = name.stem();
  return name.stem().string();
}

std::unique_ptr<Reader> reader_of(const std::filesystem::path& path) {
  for (const std::string& name : readers().names()) {
    auto reader = readers().make(name);
    if (reader->recognises(path)) return reader;
  }
  throw std::invalid_argument(file_message(
      path.string(), 0, fmt::format("expected {}", fmt::join(readers().names(), ", "))));
}

}  // namespace

const Table<Reader>& readers() {
  // The first to recognise a file reads it; CSV is what any other text may be.
  static const Table<Reader> table("reader", {
                                                 reader::idx(),
                                                 reader::libsvm(),
                                                 reader::csv(),
                                             });
  return table;
}

std::shared_ptr<DataSet> detail::read_data(const std::filesystem::path& path,
                                           const ReadOptions& options) {
  refuse_foreign(path);
  const auto made = std::make_shared<DataSet>(reader_of(path)->read(path, options));
  DataSet& data = *made;
  if (options.precision != data.features.precision()) {
    try {
      data.features = data.features.stored_as(options.precision);
    } catch (const std::invalid_argument& error) {
      throw std::invalid_argument(file_message(path.string(), 0, error.what()));
    }
  }
  data.name = stem(path);
  return made;
}

}  // namespace ravine
