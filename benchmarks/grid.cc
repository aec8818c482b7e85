#include "benchmarks/grid.h"

#include <fmt/format.h>
#include <fnmatch.h>

#include <algorithm>
#include <charconv>
#include <stdexcept>

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
  const auto all_methods = expand(request.methods, methods.names(), "method");
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
