#include "core/number.h"

#include <locale.h>  // newlocale and strtod_l are POSIX

#include <charconv>
#include <cstdlib>
#include <string>

namespace ravine {

std::optional<double> read_number(std::string_view text) {
  double value = 0.0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, value);
  if (text.empty() || rest != end || error == std::errc::invalid_argument) return std::nullopt;
  if (error == std::errc()) return value;
  // Out of range, which from_chars says of too large and of too small numbers alike.
  static const locale_t plain = newlocale(LC_ALL_MASK, "C", nullptr);
  return strtod_l(std::string(text).c_str(), nullptr, plain);
}

}  // namespace ravine
