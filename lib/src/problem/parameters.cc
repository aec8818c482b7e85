#include "problem/parameters.h"

#include <fmt/format.h>

#include "core/random.h"

namespace ravine::problem {
namespace {

Parameter count(std::string name, Index default_value, std::string summary, Index low, Index high) {
  return {.name = std::move(name),
          .default_value = fmt::format("{}", default_value),
          .summary = std::move(summary),
          .low = static_cast<double>(low),
          .high = static_cast<double>(high),
          .integer = true};
}

}  // namespace

Parameter dimension_parameter(Index default_value, Index low, Index high) {
  return count("dimension", default_value, "n", low, high);
}

Index dimension_of(const Parameters& parameters, Index multiple) {
  const Index n = parameters.integer("dimension");
  if (n % multiple != 0) {
    throw std::invalid_argument(
        fmt::format("parameter 'dimension': expected a multiple of {}, got {}", multiple, n));
  }
  return n;
}

Parameter equations_parameter(Index default_value, Index low, Index high) {
  return count("equations", default_value, "m, the number of residuals", low, high);
}

Parameter equations_parameter() {
  return count("equations", 0, "m, the number of residuals, at least n; 0: n", 0, 100'000'000);
}

Index equations_of(const Parameters& parameters) {
  const Index n = parameters.integer("dimension");
  const Index m = parameters.integer("equations");
  if (m == 0) return n;
  if (m < n) {
    throw std::invalid_argument(
        fmt::format("parameter 'equations': expected at least dimension={}, got {}", n, m));
  }
  return m;
}

Parameter start_parameter() {
  return {.name = "start",
          .default_value = "1",
          .summary = "the standard start, or that many times as far from the origin",
          .choices = {"1", "10", "100"}};
}

VectorXd start_of(const Parameters& parameters, const VectorXd& standard) {
  const double factor = parse_number(parameters.word("start"), "parameter 'start'");
  if (factor == 1.0) return standard;
  if (standard.isZero(0.0)) return VectorXd::Constant(standard.size(), factor);
  return factor * standard;
}

std::function<VectorXd(std::uint64_t)> starts_in(Box box, Index n) {
  return [box, n](std::uint64_t seed) {
    Random random(seed, Random::Stream::kStart);
    VectorXd x(n);
    for (double& coordinate : x) coordinate = random.uniform(box.low, box.high);
    return x;
  };
}

}  // namespace ravine::problem
