#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <numeric>
#include <optional>
#include <vector>

#include "data/gzip_file.h"
#include "data/limits.h"
#include "data/read_options.h"
#include "data/readers.h"

namespace ravine::reader {
namespace {

/// The unsigned number that the bytes are, the highest first.
std::uint64_t big_endian(const unsigned char* bytes, std::size_t size) {
  return std::accumulate(bytes, bytes + size, std::uint64_t{0},
                         [](std::uint64_t sum, unsigned char byte) { return sum << 8U | byte; });
}

template <class Stored, class Bits>
double as(const unsigned char* bytes) {
  return static_cast<double>(
      std::bit_cast<Stored>(static_cast<Bits>(big_endian(bytes, sizeof(Bits)))));
}

/// A kind of numbers that a file may hold, by the third byte of its magic number.
struct NumberType {
  unsigned code;
  std::size_t size;
  double (*value)(const unsigned char* bytes);
};

constexpr std::array kTypes = {
    NumberType{0x08, 1, as<std::uint8_t, std::uint8_t>},
    NumberType{0x09, 1, as<std::int8_t, std::uint8_t>},
    NumberType{0x0B, 2, as<std::int16_t, std::uint16_t>},
    NumberType{0x0C, 4, as<std::int32_t, std::uint32_t>},
    NumberType{0x0D, 4, as<float, std::uint32_t>},
    NumberType{0x0E, 8, as<double, std::uint64_t>},
};

const NumberType* find_type(unsigned code) {
  const auto* const found = std::find_if(kTypes.begin(), kTypes.end(),
                                         [&](const NumberType& type) { return type.code == code; });
  return found == kTypes.end() ? nullptr : found;
}

struct Header {
  const NumberType* type;
  std::vector<std::uint64_t> sizes;

  double numbers() const {
    double product = 1.0;
    for (const std::uint64_t size : sizes) product *= static_cast<double>(size);
    return product;
  }
};

Header read_header(GzipFile& file, unsigned least, unsigned most) {
  std::array<unsigned char, 4> word{};
  const auto next = [&] {
    if (file.read(word) != word.size()) {
      throw file.error("expected an IDX header, got too few bytes");
    }
    return big_endian(word.data(), word.size());
  };
  const std::uint64_t magic = next();
  const auto dimensions = static_cast<unsigned>(magic & 0xffU);
  Header header{(magic >> 16U) == 0 ? find_type(magic >> 8U & 0xffU) : nullptr, {}};
  if (header.type == nullptr || dimensions < least || dimensions > most) {
    throw file.error(
        fmt::format("expected IDX magic 0x00000T0D with T of 8, 9, b to e and D of {} to {}, got "
                    "0x{:08x}",
                    least, most, magic));
  }
  for (unsigned i = 0; i < dimensions; ++i) header.sizes.push_back(next());
  return header;
}

/// Refuses what the file cannot hold before memory is asked for; deflate gains 1032:1 at most.
void check_plausible(const GzipFile& file, const Header& header) {
  const double bytes = header.numbers() * static_cast<double>(header.type->size);
  if (bytes == 0.0) {
    throw file.error(
        fmt::format("expected at least one number, got sizes {}", fmt::join(header.sizes, " x ")));
  }
  const double gain = file.packed() ? 1100.0 : 1.0;
  if (bytes > gain * static_cast<double>(file.size())) {
    throw file.error(fmt::format(
        "expected the {:.0f} bytes that its header promises, got a file too small", bytes));
  }
}

/// Calls `visit(i, number)` for each number of the file, a few at a time, so that the bytes take
/// little memory. Throws where there are fewer or more than promised.
template <class Visit>
void each_number(GzipFile& file, const Header& header, Visit&& visit) {
  const std::size_t size = header.type->size;
  const auto promised = static_cast<std::uint64_t>(header.numbers()) * size;
  std::vector<unsigned char> bytes(std::min<std::uint64_t>(promised, 1U << 20U));
  std::uint64_t got = 0;
  while (got < promised) {
    const std::uint64_t want = std::min<std::uint64_t>(bytes.size(), promised - got);
    const std::size_t part = file.read({bytes.data(), want});
    if (part == want) {
      for (std::size_t at = 0; at < part; at += size) {
        visit(static_cast<Index>((got + at) / size), header.type->value(bytes.data() + at));
      }
    }
    got += part;
    if (part != want) break;
  }
  std::array<unsigned char, 1> more{};
  const bool longer = got == promised && file.read(more) != 0;
  if (got != promised || longer) {
    throw file.error(fmt::format("expected the {} bytes that its header promises, got {}{}",
                                 promised, longer ? "more than " : "", got));
  }
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at)) {
    text.replace(at, from.size(), to);
    at += to.size();
  }
}

/// "train-images-idx3-ubyte.gz" or "train-images.idx3-ubyte" with labels and idx1 instead; where
/// there is none, with .gz or without.
std::filesystem::path labels_beside(const std::filesystem::path& images) {
  std::string name = images.filename().string();
  if (name.find("images") == std::string::npos || name.find("idx3") == std::string::npos) {
    throw std::invalid_argument(
        file_message(images.string(), 0,
                     "expected --label_file, or 'images' and 'idx3' in the name of the file"));
  }
  replace_all(name, "images", "labels");
  replace_all(name, "idx3", "idx1");
  const std::filesystem::path beside = images.parent_path() / name;
  std::filesystem::path other = beside;
  if (other.extension() == ".gz") {
    other.replace_extension();
  } else {
    other += ".gz";
  }
  return !std::filesystem::exists(beside) && std::filesystem::exists(other) ? other : beside;
}

VectorXd read_labels(const std::filesystem::path& path, std::uint64_t samples) {
  GzipFile file(path);
  const Header header = read_header(file, 1, 1);
  if (header.sizes[0] != samples) {
    throw file.error(
        fmt::format("expected a label for each of {} samples, got {}", samples, header.sizes[0]));
  }
  VectorXd labels(static_cast<Index>(samples));
  each_number(file, header, [&](Index i, double value) {
    if (!std::isfinite(value)) {
      throw file.error(fmt::format("expected a finite label of sample {}, got {}", i + 1, value));
    }
    labels[i] = value;
  });
  return labels;
}

// Numbers with their sizes ahead, the first of them the number of samples. The path holds the
// features; the labels stand in a file of one dimension.
class Idx final : public Reader {
 public:
  bool recognises(const std::filesystem::path& path) const override {
    GzipFile file(path);
    std::array<unsigned char, 4> magic{1, 1, 1, 1};
    const std::size_t got = file.read(magic);
    return got >= 2 && magic[0] == 0 && magic[1] == 0;
  }

  DataSet read(const std::filesystem::path& path, const ReadOptions& options) const override {
    refuse_others(path, "IDX", options);
    GzipFile file(path);
    constexpr unsigned kMostDimensions = 8;
    const Header header = read_header(file, 2, kMostDimensions);
    check_plausible(file, header);
    // Both are below 2^53: a file is not larger.
    const double cells = header.numbers();
    const auto samples = static_cast<Index>(header.sizes[0]);
    const auto width = static_cast<Index>(cells / static_cast<double>(samples));
    check_size(file.name(), samples, width, 8.0 * cells);
    DataSet data;
    data.origin = path.string();
    data.labels =
        read_labels(options.label_file.empty() ? labels_beside(path)
                                               : std::filesystem::path(options.label_file),
                    header.sizes[0]);
    RowMatrix features(samples, width);
    each_number(file, header, [&](Index i, double value) {
      if (!std::isfinite(value)) {
        throw file.error(
            fmt::format("expected a finite number in sample {}, got {}", i / width + 1, value));
      }
      features.data()[i] = options.scale * value;
    });
    data.features = Features(std::move(features));
    return data;
  }
};

}  // namespace

Entry<Reader> idx() {
  return {"idx",
          "binary numbers with their sizes ahead, images and labels apart (LeCun, Cortes & Burges "
          "1998)",
          {},
          [](const Parameters&) { return std::make_unique<Idx>(); }};
}

}  // namespace ravine::reader
