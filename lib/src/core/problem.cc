#include "ravine/problem.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <utility>

#include "core/random.h"

namespace ravine {

Problem::Problem(std::unique_ptr<const Objective> objective, const Facts& facts,
                 std::function<VectorXd(std::uint64_t)> seeded_start)
    : objective_(std::move(objective)), facts_(facts) {
  facts_.seeded_start = std::move(seeded_start);
  if (start().size() == dimension()) return;
  throw std::invalid_argument("start: expected " + std::to_string(dimension()) + " entries, got " +
                              std::to_string(start().size()));
}

Problem::~Problem() = default;

std::shared_ptr<VectorXd> Problem::made_start(std::uint64_t seed) const {
  if (seed != 1 && facts_.seeded_start) {
    return std::make_shared<VectorXd>(facts_.seeded_start(seed));
  }
  auto made = std::make_shared<VectorXd>(start());
  if (seed == 1) return made;
  VectorXd& x = *made;
  Random random(seed, Random::Stream::kStart);
  for (double& coordinate : x) {
    coordinate += 0.1 * std::max(1.0, std::abs(coordinate)) * random.uniform(-1.0, 1.0);
  }
  return made;
}

}  // namespace ravine
