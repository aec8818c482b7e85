#include "core/quoted.h"

#include <fmt/format.h>

namespace ravine {
namespace {

/// The bytes of the UTF-8 character that `text` begins with, or 0 where it begins with none
/// (Unicode 15, table 3-7).
std::size_t character_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  const std::size_t length = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  if (length == 0 || first > 0xF4 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return 0;
  }
  const bool overlong = (first == 0xE0 && byte(1) < 0xA0) || (first == 0xF0 && byte(1) < 0x90);
  const bool surrogate = first == 0xED && byte(1) >= 0xA0;
  const bool too_high = first == 0xF4 && byte(1) >= 0x90;
  return overlong || surrogate || too_high ? 0 : length;
}

/// C0 and C1 controls and the two separators that end a line.
bool is_control(std::string_view character) {
  const auto first = static_cast<unsigned char>(character[0]);
  if (character.size() == 1) return first < 0x20 || first == 0x7F;
  if (character.size() == 2)
    return first == 0xC2 && static_cast<unsigned char>(character[1]) < 0xA0;
  return character == "\u2028" || character == "\u2029";
}

}  // namespace

std::string escaped(std::string_view text, std::size_t most) {
  std::string out;
  std::size_t used = 0;
  while (!text.empty()) {
    const std::size_t length = character_length(text);
    const std::string_view one = text.substr(0, length == 0 ? 1 : length);
    std::string shown(one);
    std::size_t width = 1;
    if (length == 0 || is_control(one)) {
      shown.clear();
      for (const char c : one) shown += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
      width = shown.size();
    }
    if (used + width > most) return out + "...";
    out += shown;
    used += width;
    text.remove_prefix(one.size());
  }
  return out;
}

std::string in_quotes(std::string_view text, std::size_t most) {
  return '\'' + escaped(text, most) + '\'';
}

}  // namespace ravine
