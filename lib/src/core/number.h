// Decimal numbers in text, in every locale with the decimal point.
#pragma once

#include <optional>
#include <string_view>

namespace ravine {

/// The nearest double to the decimal number that is the whole of `text`; "inf" and "nan" count.
/// None where it is no number. As with strtod, what is too small becomes 0 or the nearest subnormal
/// number, and what is too large an infinity.
std::optional<double> read_number(std::string_view text);

}  // namespace ravine
