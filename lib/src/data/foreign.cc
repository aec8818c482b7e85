#include "data/foreign.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <string_view>

#include "data/gzip_file.h"

namespace ravine {
namespace {

using namespace std::string_view_literals;

struct Format {
  std::string_view name;
  std::string_view opening;
  std::string_view advice;
  bool text = false;
};

// From the formats' own descriptions; the order matters where one opening begins another.
constexpr std::array kFormats = {
    Format{"UTF-32", "\xFF\xFE\0\0"sv, "convert it: iconv -f UTF-32 -t UTF-8"},
    Format{"UTF-16", "\xFF\xFE"sv, "convert it: iconv -f UTF-16 -t UTF-8"},
    Format{"UTF-16", "\xFE\xFF"sv, "convert it: iconv -f UTF-16 -t UTF-8"},
    Format{"xz",
           "\xFD"
           "7zXZ\0"sv,
           "unpack it: unxz"},
    Format{"zip", "PK\x03\x04"sv, "unpack it: unzip; save a spreadsheet as CSV"},
    Format{"gzip within gzip", "\x1F\x8B"sv, "unpack it: gunzip"},
    Format{"bzip2", "BZh"sv, "unpack it: bunzip2"},
    Format{"Zstandard", "\x28\xB5\x2F\xFD"sv, "unpack it: unzstd"},
    Format{"7z", "7z\xBC\xAF\x27\x1C"sv, "unpack it: 7z x"},
    Format{"NumPy's npy", "\x93NUMPY"sv, "save it as CSV: numpy.savetxt"},
    Format{"HDF5", "\x89HDF\r\n\x1A\n"sv, "save it as CSV"},
    Format{"Parquet", "PAR1"sv, "save it as CSV"},
    Format{"Arrow", "ARROW1"sv, "save it as CSV"},
    Format{"Excel", "\xD0\xCF\x11\xE0"sv, "save it as CSV"},
    Format{"MATLAB", "MATLAB 5.0"sv, "save it as CSV"},
    Format{"Matrix Market", "%%matrixmarket"sv, "save it as CSV", true},
    Format{"ARFF", "@relation"sv, "save it as CSV", true},
    Format{"HTML", "<!doctype html"sv, "download the file itself", true},
    Format{"HTML", "<html"sv, "download the file itself", true},
};

bool equal_but_for_case(char a, char b) {
  return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
}

bool is_plain(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte >= 0x20 && byte < 0x7F) || c == '\t' || c == '\n' || c == '\r';
}

/// A binary format has other bytes than plain text: a header "PAR1,PAR2" is not Parquet's.
bool begins_as(std::string_view text, const Format& format) {
  if (!format.text) {
    return text.starts_with(format.opening) && !std::all_of(text.begin(), text.end(), is_plain);
  }
  return text.size() >= format.opening.size() &&
         std::equal(format.opening.begin(), format.opening.end(), text.begin(), equal_but_for_case);
}

/// UTF-16 without its mark: every other byte of ASCII is zero.
bool is_unmarked_utf16(std::string_view text) {
  return text.size() >= 4 && (text[0] == 0) != (text[1] == 0) && (text[2] == 0) != (text[3] == 0) &&
         (text[0] == 0) == (text[2] == 0);
}

}  // namespace

void refuse_foreign(const std::filesystem::path& path) {
  GzipFile file(path);
  std::array<unsigned char, 32> bytes{};
  const std::size_t size = file.read(bytes);
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), size);
  const auto refuse = [&](const Format& format) {
    throw file.error(
        fmt::format("expected CSV, LIBSVM or IDX, got {}; {}", format.name, format.advice));
  };
  for (const Format& format : kFormats) {
    if (begins_as(text, format)) refuse(format);
  }
  if (is_unmarked_utf16(text)) refuse(kFormats[1]);
}

}  // namespace ravine
