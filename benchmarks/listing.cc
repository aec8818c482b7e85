#include "benchmarks/listing.h"

#include <fmt/format.h>

#include <cmath>
#include <exception>
#include <map>
#include <nlohmann/json.hpp>

#include "gradient/gradient_source.h"
#include "loss/loss.h"
#include "model/model.h"
#include "parallel/backend.h"
#include "ravine/capability.h"
#include "ravine/catalog.h"
#include "ravine/data_set.h"
#include "ravine/reader.h"

namespace ravine {
namespace {

using Json = nlohmann::ordered_json;

std::string line(const std::string& name, const std::string& summary,
                 const std::vector<Parameter>& parameters = {}) {
  std::string text;
  for (const Parameter& p : parameters) {
    text += fmt::format("{}{}={}", text.empty() ? "  [" : " ", p.name, p.default_value);
  }
  return fmt::format("  {:<22} {}{}\n", name, summary, text.empty() ? "" : text + "]");
}

template <class T>
std::string lines(const char* title, const Table<T>& table) {
  std::string text = fmt::format("{}:\n", title);
  for (const auto& entry : table.entries()) {
    text += line(entry.name, entry.summary, entry.parameters);
  }
  return text;
}

/// JSON has no infinity: a bound that does not bind is null.
Json bound(double value) { return std::isfinite(value) ? Json(value) : Json(); }

Json json_of(const Parameter& p) {
  const bool number = p.choices.empty() && !p.text;
  Json json{{"name", p.name}, {"default", p.default_value}, {"summary", p.summary}};
  json["low"] = number ? bound(p.low) : Json();
  json["high"] = number ? bound(p.high) : Json();
  json["integer"] = p.integer;
  json["choices"] = p.choices;
  if (p.search) {
    json["search"] = {
        {"low", p.search->low}, {"high", p.search->high}, {"points", p.search->points}};
  }
  return json;
}

/// What only the entries of one table have.
Json more(const Entry<Optimizer>& entry) {
  using Batching = Optimizer::Batching;
  const auto method = entry.make(Spec(entry.name).bind(entry.parameters, entry.name));
  const std::map<Batching, const char*> words = {{Batching::kWhole, "whole"},
                                                 {Batching::kOptional, "optional"},
                                                 {Batching::kMiniBatch, "mini_batch"},
                                                 {Batching::kOnlyMiniBatch, "only_mini_batch"}};
  const auto notes = method_notes().find(entry.name);
  const bool built_in = notes != method_notes().end();
  Json json{{"uses_gradient", method->uses_gradient()},
            {"batching", words.at(method->batching())},
            {"built_in", built_in}};
  if (built_in) {
    const MethodNotes& of = notes->second;
    json["notes"] = {{"rule", of.rule},
                     {"cost", of.cost},
                     {"memory", of.memory},
                     {"use", of.use},
                     {"paper", of.paper}};
  }
  return json;
}

Json more(const Entry<Problem>& entry) {
  try {
    const auto problem = entry.make(Spec(entry.name).bind(entry.parameters, entry.name));
    const bool flat = capability<Flat>(problem->objective()) != nullptr;
    return {{"dimension", problem->dimension()}, {"differentiable", !flat}};
  } catch (const std::exception&) {
    return {{"dimension", nullptr}, {"differentiable", nullptr}};
  }
}

Json more(const Entry<Loss>& entry) {
  const auto loss = entry.make(Spec(entry.name).bind(entry.parameters, entry.name));
  return {{"classifies", loss->classifies()}, {"differentiable", loss->differentiable()}};
}

Json more(const Entry<DataSet>& entry) {
  try {
    const auto data = entry.make(Spec(entry.name).bind(entry.parameters, entry.name));
    return {{"samples", data->samples()}, {"features", data->features.cols()}};
  } catch (const std::exception&) {
    return {{"samples", nullptr}, {"features", nullptr}};
  }
}

template <class T>
Json more(const Entry<T>&) {
  return Json::object();
}

template <class T>
Json json_of(const Table<T>& table) {
  Json all = Json::array();
  for (const auto& entry : table.entries()) {
    Json json{{"name", entry.name}, {"summary", entry.summary}, {"family", entry.family}};
    json.update(more(entry));
    json["parameters"] = Json::array();
    for (const Parameter& p : entry.parameters) json["parameters"].push_back(json_of(p));
    json["planned"] = Json::array();
    for (const PlannedRun& run : entry.planned) {
      json["planned"].push_back({{"plan", run.plan}, {"parameters", run.parameters}});
    }
    all.push_back(std::move(json));
  }
  return all;
}

}  // namespace

std::string listing(const Tables& tables) {
  std::string text = lines("methods", tables.methods) + lines("problems", tables.problems) +
                     lines("gradients", gradient_sources()) + lines("losses", losses()) +
                     lines("models", models()) + lines("data", data_sets()) + "backends:\n";
  for (const auto& backend : backends()) text += line(backend.name, backend.summary);
  return text;
}

std::string listing_as_json(const Tables& tables) {
  Json json{{"methods", json_of(tables.methods)},
            {"problems", json_of(tables.problems)},
            {"gradients", json_of(gradient_sources())},
            {"losses", json_of(losses())},
            {"models", json_of(models())},
            {"data", json_of(data_sets())}};
  json["backends"] = Json::array();
  for (const auto& backend : backends()) {
    json["backends"].push_back({{"name", backend.name}, {"summary", backend.summary}});
  }
  return json.dump(1) + "\n";
}

}  // namespace ravine
