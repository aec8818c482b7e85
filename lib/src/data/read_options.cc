#include "data/read_options.h"

#include <fmt/format.h>

#include <array>
#include <stdexcept>

#include "data/limits.h"

namespace ravine {
namespace {

struct Option {
  std::string_view name;
  std::string_view format;  // the one that takes it
  bool (*is_set)(const ReadOptions&);
};

using Read = const ReadOptions&;
constexpr std::array kOptions = {
    Option{"label", "CSV", [](Read o) { return !o.label.empty(); }},
    Option{"header", "CSV", [](Read o) { return o.header.has_value(); }},
    Option{"delimiter", "CSV", [](Read o) { return !o.delimiter.empty(); }},
    Option{"decimal", "CSV", [](Read o) { return !o.decimal.empty(); }},
    Option{"comment", "CSV", [](Read o) { return !o.comment.empty(); }},
    Option{"drop", "CSV", [](Read o) { return !o.drop.empty(); }},
    Option{"missing", "CSV", [](Read o) { return o.missing != Missing::kRefuse; }},
    Option{"na_values", "CSV", [](Read o) { return !o.na_values.empty(); }},
    Option{"one_hot", "CSV", [](Read o) { return o.one_hot; }},
    Option{"zero_based", "LIBSVM", [](Read o) { return o.zero_based; }},
    Option{"ignore_qid", "LIBSVM", [](Read o) { return o.ignore_qid; }},
    Option{"sparse", "LIBSVM", [](Read o) { return o.sparse.has_value(); }},
    Option{"label_file", "IDX", [](Read o) { return !o.label_file.empty(); }},
    Option{"scale", "IDX", [](Read o) { return o.scale != 1.0; }},
};

}  // namespace

void refuse_others(const std::filesystem::path& path, std::string_view format,
                   const ReadOptions& options) {
  for (const Option& option : kOptions) {
    if (option.format == format || !option.is_set(options)) continue;
    throw std::invalid_argument(
        file_message(path.string(), 0,
                     fmt::format("expected a file in {} beside --{}, got one in {}", option.format,
                                 option.name, format)));
  }
}

}  // namespace ravine
