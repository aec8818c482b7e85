// Any text as "name:key=value": it is parsed and bound, or refused in one line.
#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "ravine/spec.h"

namespace ravine {
namespace {

const std::vector<Parameter>& accepted() {
  static const std::vector<Parameter> all = {
      {.name = "beta", .default_value = "0.9", .summary = "", .low = 0.0, .high = 1.0},
      {.name = "memory", .default_value = "10", .summary = "", .low = 1.0, .integer = true},
      {.name = "loss", .default_value = "square", .summary = "", .choices = {"square", "huber"}},
      {.name = "loss.delta", .default_value = "1", .summary = ""},
      {.name = "model.delta", .default_value = "2", .summary = ""},
      {.name = "model.hidden", .default_value = "16", .summary = "", .text = true},
  };
  return all;
}

void parse(std::string_view text) {
  try {
    const Parameters bound = Spec(text).bind(accepted(), "method 'm'");
    const double beta = bound.number("beta");
    if (!(beta >= 0.0 && beta <= 1.0) || bound.integer("memory") < 1) std::abort();
    if (!(bound == bound)) std::abort();
  } catch (const std::invalid_argument& error) {
    for (const char c : std::string_view(error.what())) {
      if (static_cast<unsigned char>(c) < 0x20) std::abort();
    }
  }
}

}  // namespace
}  // namespace ravine

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ravine::parse({reinterpret_cast<const char*>(data), size});
  return 0;
}
