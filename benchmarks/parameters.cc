#include "benchmarks/parameters.h"

#include <fmt/format.h>

#include <map>
#include <vector>

#include "model/empirical_risk.h"
#include "ravine/data_set.h"
#include "record/run_json.h"

namespace ravine {
namespace {

using Json = nlohmann::ordered_json;

Json or_null(const Json& array) { return array.empty() ? Json() : array; }

/// The classes in the order of the scores; with a single score, that of its negative side first.
std::vector<std::string> classes_of(const EmpiricalRisk& risk) {
  if (!risk.classifies()) return {};
  std::map<double, std::string> by_target;
  for (Index i = 0; i < risk.terms(); ++i) {
    by_target.try_emplace(risk.targets()[i], risk.data().label_text(i));
  }
  std::vector<std::string> classes;
  for (const auto& [target, name] : by_target) classes.push_back(name);
  return classes;
}

/// A name for each parameter of a linear model: the weights, a row per output, and the intercepts.
std::vector<std::string> names_of(const EmpiricalRisk& risk,
                                  const std::vector<std::string>& classes) {
  const std::vector<std::string>& features = risk.data().feature_names;
  if (features.empty() || !risk.model().linear()) return {};
  const Index outputs = risk.model().outputs();
  const auto prefix = [&](Index output) {
    return outputs == 1 ? std::string() : classes[static_cast<std::size_t>(output)] + ':';
  };
  std::vector<std::string> names;
  for (Index k = 0; k < outputs; ++k) {
    for (const std::string& feature : features) names.push_back(prefix(k) + feature);
  }
  const bool intercept = static_cast<Index>(names.size()) < risk.dimension();
  for (Index k = 0; k < outputs && intercept; ++k) names.push_back(prefix(k) + "intercept");
  return names;
}

}  // namespace

FileKind parameters_kind() { return {"a file of parameters", {"{\"parameters\":"}}; }

std::string to_parameters_line(const RunCase& run, const RunContext& context,
                               const Problem& problem, const Result& result) {
  Json line = {{"parameters", std::vector<double>(result.x.begin(), result.x.end())},
               {"value", result.value},
               {"status", to_string(result.status)}};
  line.update(identity(run, context));
  if (const auto* risk = dynamic_cast<const EmpiricalRisk*>(&problem.objective())) {
    const std::vector<std::string> classes = classes_of(*risk);
    line["names"] = or_null(names_of(*risk, classes));
    line["features"] = or_null(risk->data().feature_names);
    line["classes"] = or_null(classes);
    line["means"] = or_null(risk->data().means);
    line["deviations"] = or_null(risk->data().deviations);
  }
  return one_line(line);
}

}  // namespace ravine
