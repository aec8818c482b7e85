#include "ravine/problem.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <utility>

#include "core/random.h"

namespace ravine {

Problem::Problem(std::unique_ptr<const Objective> objective, Facts facts)
    : objective_(std::move(objective)), facts_(std::move(facts)) {
  if (start().size() == dimension()) return;
  throw std::invalid_argument("start: expected " + std::to_string(dimension()) + " entries, got " +
                              std::to_string(start().size()));
}

VectorXd Problem::start(std::uint64_t seed) const {
  if (seed == 1) return start();
  if (facts_.seeded_start) return facts_.seeded_start(seed);
  VectorXd x = start();
  Random random(seed, Random::Stream::kStart);
  for (double& coordinate : x) {
    coordinate += 0.1 * std::max(1.0, std::abs(coordinate)) * random.uniform(-1.0, 1.0);
  }
  return x;
}

}  // namespace ravine
