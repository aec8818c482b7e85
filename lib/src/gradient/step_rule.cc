#include "gradient/step_rule.h"

#include <stdexcept>
#include <utility>

#include "gradient/crossover.h"

namespace ravine {

StepRule StepRule::from(const Parameters& p) {
  if (p.number("h") <= 0.0) return relative(p.number("relative"), p.number("floor"));
  if (p.given("relative") || p.given("floor")) {
    throw std::invalid_argument(
        "gradient: parameter 'h' fixes the step, so 'relative' and 'floor' do not apply");
  }
  return fixed(p.number("h"));
}

std::vector<Parameter> step_parameters(std::string relative) {
  return {{.name = "h",
           .default_value = "0",
           .summary = "a fixed absolute step; 0: relative to |x_i|",
           .low = 0.0},
          {.name = "relative",
           .default_value = std::move(relative),
           .summary = "step over max(|x_i|, floor)",
           .low = 1e-16,
           .high = 1.0},
          {.name = "floor",
           .default_value = "1",
           .summary = "the |x_i| below which the step shrinks no more",
           .low = 1e-300},
          cost_parameter()};
}

}  // namespace ravine
