#include "benchmarks/grid.h"

#include <fmt/format.h>
#include <fnmatch.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <stdexcept>

#include "gradient/gradient_source.h"
#include "parallel/backend.h"
#include "ravine/catalog.h"

namespace ravine {
namespace {

void add_once(std::vector<std::string>& names, std::string name) {
  if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(std::move(name));
}

struct Executors {
  std::string backend;
  int threads;
};

std::vector<Executors> make_executors(const GridRequest& request) {
  std::vector<std::string> known;
  for (const auto& backend : backends()) known.push_back(backend.name);
  std::vector<Executors> all;
  for (const std::string& backend : expand(request.backends, known, "backend")) {
    for (const int threads : request.threads) {
      const int used = make_executor(backend, threads)->threads();
      const bool there = std::any_of(all.begin(), all.end(), [&](const Executors& e) {
        return e.backend == backend && e.threads == used;
      });
      if (!there) all.push_back({backend, used});
    }
  }
  return all;
}

std::vector<std::string> gradients_of(const Optimizer& method,
                                      const std::vector<std::string>& gradients) {
  if (!method.uses_gradient()) return {"none"};
  return gradients;
}

/// fnmatch knows one character that no wildcard matches, the slash.
bool matches(std::string pattern, std::string name) {
  std::replace(pattern.begin(), pattern.end(), ':', '/');
  std::replace(name.begin(), name.end(), ':', '/');
  return fnmatch(pattern.c_str(), name.c_str(), FNM_PATHNAME) == 0;
}

/// The values to try of parameter `name`, to four digits. Throws std::invalid_argument where the
/// method declares none.
std::vector<std::string> search_values(const Entry<Optimizer>& method, std::string_view name) {
  std::vector<std::string> searched;
  for (const Parameter& p : method.parameters) {
    if (!p.search) continue;
    searched.push_back(p.name);
    if (p.name != name) continue;
    std::vector<std::string> values;
    const double ratio = std::pow(p.search->high / p.search->low, 1.0 / (p.search->points - 1));
    for (int i = 0; i < p.search->points; ++i) {
      values.push_back(fmt::format("{:.4g}", p.search->low * std::pow(ratio, i)));
    }
    return values;
  }
  throw std::invalid_argument(fmt::format(
      "method '{}': parameter '{}': expected a value, got '*'; parameters with a search space: {}",
      method.name, name, searched.empty() ? "none" : fmt::format("{}", fmt::join(searched, ", "))));
}

/// The method with each value of the first parameter that is `*`, and so on for the next.
void add_searched(const std::string& spec, const Entry<Optimizer>& method,
                  std::vector<std::string>& specs) {
  constexpr std::string_view kAny = "=*";
  std::size_t at = spec.find(kAny);
  while (at != std::string::npos && at + 2 < spec.size() && spec[at + 2] != ':') {
    at = spec.find(kAny, at + 1);
  }
  if (at == std::string::npos) return add_once(specs, spec);
  const std::size_t begin = spec.rfind(':', at) + 1;
  for (const std::string& value : search_values(method, spec.substr(begin, at - begin))) {
    add_searched(spec.substr(0, at + 1) + value + spec.substr(at + 2), method, specs);
  }
}

/// Specs in which no parameter is `*` any more.
std::vector<std::string> with_search_spaces(const std::vector<std::string>& specs,
                                            const Table<Optimizer>& methods) {
  std::vector<std::string> all;
  for (const std::string& spec : specs) add_searched(spec, methods.find(Spec(spec).name()), all);
  return all;
}

}  // namespace

std::vector<std::string> expand(const std::vector<std::string>& patterns,
                                const std::vector<std::string>& known, std::string_view kind) {
  std::vector<std::string> names;
  for (const std::string& pattern : patterns) {
    const std::string name = Spec(pattern).name();
    const std::string parameters = pattern.substr(name.size());
    bool matched = false;
    for (const std::string& candidate : known) {
      if (!matches(name, candidate)) continue;
      matched = true;
      add_once(names, candidate + parameters);
    }
    if (!matched) throw_unknown(kind, name, known);
  }
  return names;
}

std::vector<RunCase> make_grid(const GridRequest& request, const Table<Optimizer>& methods) {
  const auto all_methods =
      with_search_spaces(expand(request.methods, methods.names(), "method"), methods);
  const auto all_gradients = expand(request.gradients, gradient_sources().names(), "gradient");
  for (const std::string& gradient : all_gradients) gradient_sources().make(gradient);
  const auto executors = make_executors(request);
  std::vector<RunCase> grid;
  for (const std::string& problem : request.problems) {
    for (const std::string& method : all_methods) {
      for (const std::string& gradient : gradients_of(*methods.make(method), all_gradients)) {
        for (const Executors& executor : executors) {
          for (const std::uint64_t seed : request.seeds) {
            grid.push_back({problem, method, gradient, executor.backend, executor.threads, seed});
          }
        }
      }
    }
  }
  std::vector<RunCase> part;
  for (std::size_t i = 0; i < grid.size(); ++i) {
    if (i % static_cast<std::size_t>(request.shards) ==
        static_cast<std::size_t>(request.shard - 1)) {
      part.push_back(std::move(grid[i]));
    }
  }
  return part;
}

void parse_shard(const std::string& text, GridRequest& request) {
  const char* const end = text.data() + text.size();
  const auto first = std::from_chars(text.data(), end, request.shard);
  const bool slash = first.ec == std::errc() && first.ptr != end && *first.ptr == '/';
  const auto second = slash ? std::from_chars(first.ptr + 1, end, request.shards) : first;
  if (!slash || second.ec != std::errc() || second.ptr != end || request.shard < 1 ||
      request.shard > request.shards) {
    throw std::invalid_argument(
        fmt::format("--shard: expected I/N with 1 <= I <= N, got '{}'", text));
  }
}

}  // namespace ravine
