#include "ravine/spec.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "core/nearest.h"
#include "core/number.h"
#include "core/quoted.h"

namespace ravine {

double parse_number(std::string_view text, std::string_view what) {
  const std::optional<double> value = read_number(text);
  if (!value || !std::isfinite(*value)) {
    throw std::invalid_argument(
        fmt::format("{}: expected a number, got {}", what, in_quotes(text)));
  }
  return *value;
}

void throw_unknown(std::string_view kind, std::string_view name,
                   const std::vector<std::string>& known) {
  throw std::invalid_argument(fmt::format("unknown {} {}{}; there is: {}", kind, in_quotes(name),
                                          did_you_mean(name, known), fmt::join(known, ", ")));
}

const Parameters::Value& Parameters::find(std::string_view name) const {
  const auto found = values_.find(name);
  if (found == values_.end()) {
    throw std::logic_error(fmt::format("parameter '{}' is not declared", name));
  }
  return found->second;
}

double Parameters::number(std::string_view name) const { return find(name).number.value(); }
long Parameters::integer(std::string_view name) const { return static_cast<long>(number(name)); }
const std::string& Parameters::word(std::string_view name) const { return find(name).text; }
bool Parameters::given(std::string_view name) const { return find(name).given; }
bool Parameters::operator==(const Parameters& other) const {
  return std::equal(values_.begin(), values_.end(), other.values_.begin(), other.values_.end(),
                    [](const auto& a, const auto& b) {
                      // "1e-3" and "0.001" are one number.
                      return a.first == b.first && a.second.number == b.second.number &&
                             (a.second.number || a.second.text == b.second.text);
                    });
}

Spec::Spec(std::string_view text) {
  std::size_t begin = text.find(':');
  if (begin != std::string_view::npos) {
    // A name may hold one colon of its own, "nlopt:lbfgs".
    const std::size_t end = text.find(':', begin + 1);
    const std::string_view part = text.substr(begin + 1, end - begin - 1);
    if (!part.empty() && part.find('=') == std::string_view::npos) begin = end;
  }
  name_ = text.substr(0, begin);
  while (begin != std::string_view::npos) {
    const std::size_t end = text.find(':', begin + 1);
    const std::string_view part = text.substr(begin + 1, end - begin - 1);
    const std::size_t equals = part.find('=');
    if (equals == std::string_view::npos || equals == 0) {
      throw std::invalid_argument(fmt::format("{}: expected key=value after ':', got {}",
                                              in_quotes(text), in_quotes(part)));
    }
    values_.emplace_back(std::string(part.substr(0, equals)), std::string(part.substr(equals + 1)));
    begin = end;
  }
}

namespace {

double checked_number(const Parameter& parameter, const std::string& text, std::string_view kind) {
  const std::string what = fmt::format("{}: parameter '{}'", kind, parameter.name);
  const double value = parse_number(text, what);
  if (value < parameter.low || value > parameter.high) {
    throw std::invalid_argument(fmt::format("{}: expected a number in [{}, {}], got {}", what,
                                            parameter.low, parameter.high, in_quotes(text)));
  }
  if (parameter.integer && (value != std::floor(value) || std::abs(value) > 1e15)) {
    throw std::invalid_argument(
        fmt::format("{}: expected a whole number, got {}", what, in_quotes(text)));
  }
  return value;
}

bool has(const std::vector<Parameter>& accepted, std::string_view name) {
  return std::any_of(accepted.begin(), accepted.end(),
                     [&](const Parameter& p) { return p.name == name; });
}

/// The full name of `key`, which stands after the choice of a `scope`, such as "loss". Empty where
/// there is none, or where two parameters could be meant.
std::string full_name(const std::string& key, const std::string& scope,
                      const std::vector<Parameter>& accepted) {
  if (const std::string scoped = scope + '.' + key; has(accepted, scoped)) return scoped;
  if (has(accepted, key)) return key;
  std::string found;
  for (const Parameter& parameter : accepted) {
    if (!parameter.name.ends_with('.' + key)) continue;
    if (!found.empty()) return {};
    found = parameter.name;
  }
  return found;
}

/// True where "name.key" is a parameter for some key.
bool is_scope(const std::string& name, const std::vector<Parameter>& accepted) {
  return std::any_of(accepted.begin(), accepted.end(),
                     [&](const Parameter& p) { return p.name.starts_with(name + '.'); });
}

[[noreturn]] void throw_unknown_parameter(const std::string& key, std::string_view kind,
                                          const std::vector<Parameter>& accepted) {
  std::vector<std::string> known;
  known.reserve(accepted.size());
  for (const auto& parameter : accepted) known.push_back(parameter.name);
  if (known.empty()) known.emplace_back("none");
  throw_unknown(fmt::format("parameter of {}", kind), key, known);
}

}  // namespace

std::map<std::string, std::string> Spec::resolved(const std::vector<Parameter>& accepted,
                                                  std::string_view kind) const {
  std::map<std::string, std::string> found;
  std::string scope;
  for (const auto& [key, text] : values_) {
    const std::string name = full_name(key, scope, accepted);
    if (name.empty()) throw_unknown_parameter(key, kind, accepted);
    if (!found.emplace(name, text).second) {
      throw std::invalid_argument(fmt::format("{}: parameter '{}' stands twice", kind, name));
    }
    if (is_scope(name, accepted)) scope = name;
  }
  return found;
}

Parameters Spec::bind(const std::vector<Parameter>& accepted, std::string_view kind) const {
  const std::map<std::string, std::string> all_given = resolved(accepted, kind);
  Parameters bound;
  for (const auto& parameter : accepted) {
    const auto given = all_given.find(parameter.name);
    Parameters::Value value;
    value.given = given != all_given.end();
    value.text = value.given ? given->second : parameter.default_value;
    if (!parameter.choices.empty()) {
      if (std::count(parameter.choices.begin(), parameter.choices.end(), value.text) == 0) {
        throw_unknown(fmt::format("{} of {}", parameter.name, kind), value.text, parameter.choices);
      }
    } else if (!parameter.text) {
      value.number = checked_number(parameter, value.text, kind);
    }
    bound.values_.emplace(parameter.name, std::move(value));
  }
  return bound;
}

}  // namespace ravine
