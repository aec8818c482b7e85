#include "data/cache.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <fstream>
#include <nlohmann/json.hpp>
#include <span>
#include <stdexcept>

#include "data/limits.h"
#include "data/rows_file.h"

namespace ravine {
namespace {

using Json = nlohmann::json;
using Bytes = std::span<const std::byte>;

constexpr std::uint64_t kPage = 4096;
constexpr std::uint64_t kChecked = std::uint64_t{1} << 24U;  // bytes that a checksum is of

struct Head {
  std::array<char, 12> opening;
  std::uint32_t checksum;  // of the description
  std::uint64_t size;      // likewise
  std::uint64_t byte_order;
};
static_assert(sizeof(Head) == 32);
constexpr std::uint64_t kByteOrder = 0x0102030405060708U;

std::string first_line() { return std::string(kCacheOpening) + '\n'; }

std::uint32_t checksum_of(Bytes bytes) {
  return static_cast<std::uint32_t>(
      crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

std::uint64_t page_from(std::uint64_t at) { return (at + kPage - 1) / kPage * kPage; }

template <class T>
Bytes bytes_of(const T& numbers) {
  return std::as_bytes(std::span(numbers.data(), static_cast<std::size_t>(numbers.size())));
}

// The sections of a set: its labels, its lines, and what its features are made of.
std::vector<Bytes> sections_of(const DataSet& data) {
  std::vector<Bytes> sections{bytes_of(data.labels), bytes_of(data.lines)};
  const auto features = data.features.memory();
  sections.insert(sections.end(), features.begin(), features.end());
  return sections;
}

Json description_of(const DataSet& data) {
  Json sections = Json::array();
  for (const Bytes section : sections_of(data)) {
    Json checksums = Json::array();
    for (std::size_t at = 0; at < section.size(); at += kChecked) {
      checksums.push_back(
          checksum_of(section.subspan(at, std::min(kChecked, section.size() - at))));
    }
    sections.push_back({{"bytes", section.size()}, {"checksums", std::move(checksums)}});
  }
  return {{"name", data.name},
          {"origin", data.origin},
          {"label_names", data.label_names},
          {"feature_names", data.feature_names},
          {"label_name", data.label_name},
          {"notes", data.notes},
          {"means", data.means},
          {"deviations", data.deviations},
          {"rows", data.features.rows()},
          {"cols", data.features.cols()},
          {"entries", data.features.entries()},
          {"sparse", data.features.sparse()},
          {"float", data.features.precision() == Precision::kFloat},
          {"sections", std::move(sections)}};
}

class CacheFile {
 public:
  CacheFile(const std::filesystem::path& path, int part, int parts)
      : path_(path), in_(path, std::ios::binary), part_(part), parts_(parts) {
    std::error_code none;
    size_ = std::filesystem::file_size(path, none);
    if (!in_) refuse("cannot be read");
  }

  /// Null where the key is another.
  std::shared_ptr<CachedData> read(const std::string& key) {
    const Json description = read_description();
    if (description.at("key") != key) return nullptr;
    const auto data = std::make_shared<CachedData>();
    data->said = description.at("said");
    data->content = description.at("content");
    read_set(description.at("training"), data->training);
    if (const auto held_out = description.find("held_out"); held_out != description.end()) {
      data->held_out = std::make_shared<DataSet>();
      read_set(*held_out, *data->held_out);
    }
    if (at_ != size_) refuse(fmt::format("expected a whole cache of {} bytes, got {}", at_, size_));
    return data;
  }

 private:
  [[noreturn]] void refuse(const std::string& message) const {
    throw std::invalid_argument(file_message(path_.string(), 0, message));
  }

  [[noreturn]] void refuse_cut() const {
    refuse("expected a whole cache, got one that is cut short");
  }

  void read_bytes(std::uint64_t at, std::span<std::byte> out) {
    in_.seekg(static_cast<std::streamoff>(at));
    in_.read(reinterpret_cast<char*>(out.data()), static_cast<std::streamsize>(out.size()));
    if (!in_) refuse_cut();
  }

  void check(Bytes bytes, std::uint32_t checksum) const {
    if (checksum_of(bytes) != checksum) {
      refuse("expected a cache as it was written, got another checksum; remove it to make it anew");
    }
  }

  Json read_description() {
    Head head{};
    if (size_ < sizeof head) refuse("expected a cache, got another file");
    read_bytes(0, std::as_writable_bytes(std::span(&head, 1)));
    const std::string_view opening(head.opening.data(), head.opening.size());
    if (opening != first_line() || head.byte_order != kByteOrder) {
      refuse("expected a cache of this version and kind of machine, got another file");
    }
    if (head.size > size_ - sizeof head) refuse_cut();
    std::vector<std::byte> text(head.size);
    read_bytes(sizeof head, text);
    check(text, head.checksum);
    at_ = page_from(sizeof head + head.size);
    return Json::from_cbor(reinterpret_cast<const std::uint8_t*>(text.data()),
                           reinterpret_cast<const std::uint8_t*>(text.data() + text.size()));
  }

  void read_set(const Json& told, DataSet& data) {
    data.name = told.at("name");
    data.origin = told.at("origin");
    data.label_names = told.at("label_names").get<std::vector<std::string>>();
    data.feature_names = told.at("feature_names").get<std::vector<std::string>>();
    data.label_name = told.at("label_name");
    data.notes = told.at("notes").get<std::vector<std::string>>();
    data.means = told.at("means").get<std::vector<double>>();
    data.deviations = told.at("deviations").get<std::vector<double>>();
    RowsLayout layout;
    layout.rows = told.at("rows");
    layout.cols = told.at("cols");
    layout.entries = told.at("entries");
    layout.sparse = told.at("sparse");
    layout.precision = told.at("float").get<bool>() ? Precision::kFloat : Precision::kDouble;
    std::vector<std::uint64_t> begins;
    for (const Json& section : told.at("sections")) {
      begins.push_back(at_);
      check_section(section);
      at_ = page_from(at_ + section.at("bytes").get<std::uint64_t>());
    }
    data.labels.resize(layout.rows);
    read_bytes(begins[0], std::as_writable_bytes(std::span(data.labels.data(),
                                                           static_cast<std::size_t>(layout.rows))));
    data.lines.resize(told.at("sections")[1].at("bytes").get<std::size_t>() /
                      sizeof(std::uint32_t));
    read_bytes(begins[1], std::as_writable_bytes(std::span(data.lines)));
    layout.values = begins[2];
    if (layout.sparse) {
      layout.columns = begins[3];
      layout.starts = begins[4];
    }
    data.features = Features(std::make_shared<const RowsFile>(path_, layout));
  }

  void check_section(const Json& section) {
    const auto bytes = section.at("bytes").get<std::uint64_t>();
    std::vector<std::byte> buffer;
    std::uint64_t from = 0;
    for (const Json& checksum : section.at("checksums")) {
      if (checked_++ % parts_ == part_) {
        buffer.resize(std::min(kChecked, bytes - from));
        read_bytes(at_ + from, buffer);
        check(buffer, checksum);
      }
      from += kChecked;
    }
  }

  const std::filesystem::path& path_;
  std::ifstream in_;
  std::uint64_t size_ = 0;
  std::uint64_t at_ = 0;  // of the next section
  int part_;
  int parts_;
  int checked_ = 0;
};

}  // namespace

std::vector<std::string_view> pieces_of_cache(const CachedData& data, const std::string& key,
                                              std::string& description) {
  static const std::string zeros(kPage, '\0');
  Json told = {{"key", key},
               {"said", data.said},
               {"content", data.content},
               {"training", description_of(data.training)}};
  std::vector<Bytes> sections = sections_of(data.training);
  if (data.held_out != nullptr) {
    told["held_out"] = description_of(*data.held_out);
    const std::vector<Bytes> more = sections_of(*data.held_out);
    sections.insert(sections.end(), more.begin(), more.end());
  }
  const std::vector<std::uint8_t> text = Json::to_cbor(told);
  Head head{{}, checksum_of(std::as_bytes(std::span(text))), text.size(), kByteOrder};
  const std::string opening = first_line();
  std::copy(opening.begin(), opening.end(), head.opening.begin());
  description.assign(reinterpret_cast<const char*>(&head), sizeof head);
  description.append(text.begin(), text.end());
  description.resize(page_from(description.size()), '\0');
  std::vector<std::string_view> pieces{description};
  for (const Bytes section : sections) {
    pieces.emplace_back(reinterpret_cast<const char*>(section.data()), section.size());
    pieces.push_back(std::string_view(zeros).substr(0, page_from(section.size()) - section.size()));
  }
  return pieces;
}

std::shared_ptr<CachedData> open_cache(const std::filesystem::path& path, const std::string& key,
                                       int part, int parts) {
  if (!std::filesystem::exists(path)) return nullptr;
  try {
    return CacheFile(path, part, parts).read(key);
  } catch (const Json::exception&) {
    throw std::invalid_argument(
        file_message(path.string(), 0, "expected a cache, got another file"));
  }
}

}  // namespace ravine
