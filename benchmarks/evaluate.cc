#include "benchmarks/evaluate.h"

#include <fmt/format.h>

#include <istream>
#include <memory>
#include <nlohmann/json.hpp>
#include <ostream>
#include <stdexcept>
#include <string>
#include <vector>

namespace ravine {
namespace {

using Json = nlohmann::ordered_json;

/// nlohmann's JSON writes a number that is not finite as null.
Json evaluate(const Table<Problem>& problems, const std::string& name,
              const std::vector<std::vector<double>>& points) {
  const std::unique_ptr<Problem> problem = problems.make(name);
  const bool gradient_too = has_gradient(problem->objective(), problem->start());
  Json values = Json::array();
  Json gradients = gradient_too ? Json::array() : Json(nullptr);
  VectorXd gradient;
  for (const std::vector<double>& point : points) {
    if (static_cast<Index>(point.size()) != problem->dimension()) {
      throw std::invalid_argument(fmt::format("expected points of {} coordinates for {}, got {}",
                                              problem->dimension(), name, point.size()));
    }
    const VectorXd x = Eigen::Map<const VectorXd>(point.data(), static_cast<Index>(point.size()));
    if (gradient_too) {
      values.push_back(problem->value_and_gradient(x, gradient));
      gradients.push_back(std::vector<double>(gradient.begin(), gradient.end()));
    } else {
      values.push_back(problem->value(x));
    }
  }
  return {{"problem", name}, {"values", values}, {"gradients", gradients}};
}

}  // namespace

void evaluate_points(std::istream& in, std::ostream& out, const Table<Problem>& problems) {
  std::string line;
  for (int number = 1; std::getline(in, line); ++number) {
    if (line.empty()) continue;
    try {
      const Json request = Json::parse(line);
      out << evaluate(problems, request.at("problem"), request.at("points")).dump() << '\n';
    } catch (const Json::exception&) {
      throw std::invalid_argument(fmt::format(
          "--evaluate: line {}: expected {{\"problem\": name, \"points\": [[x1, ...], ...]}}",
          number));
    } catch (const std::invalid_argument& error) {
      throw std::invalid_argument(fmt::format("--evaluate: line {}: {}", number, error.what()));
    }
  }
}

}  // namespace ravine
